"""What a parent's pages show of the own children."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.families.areas import Rights
from kinkeeper.families.models import PendingState, RelationshipState
from kinkeeper.from_home.answer_absence import ANSWERS
from kinkeeper.from_home.models import ReportState
from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.models import Organisation, OrganisationKind
from kinkeeper.organisations.reach import WHOLE_SITE, Reach
from kinkeeper.people.hidden import protected
from kinkeeper.people.local_date import params
from kinkeeper.people.models import Membership, Person, PersonState, Profile
from kinkeeper.roster.text.organisation_paths import is_within
from kinkeeper.roster.vocabulary import Area

# A child's colour only helps the eye; the name always stands beside it.
COLOURS = 4


@dataclass(frozen=True)
class Child:
    """One child as its parent sees it. Nothing here tells of another parent (K19).

    `mark` are the first letters, as many as tell the children apart; `colour` goes by the order of
    birth. `places` are the paths of all organisations of the child, and no page's business.

    `areas` are those that the parent sees today (K16). A child of whom that is nothing is listed by
    name alone, and its page does not exist. `acts` are those of them in which the parent may do
    something. School and class belong to the school day, the birth
    date to the contact details.
    """

    id: int
    given_name: str
    full_name: str
    mark: str
    colour: int
    areas: frozenset[Area]
    acts: frozenset[Area]
    birth_date: date | None = None
    schools: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    arranged_by: tuple[str, ...] = ()

    @property
    def school_day(self) -> bool:
        return Area.SCHOOL_DAY in self.areas

    @property
    def contact(self) -> bool:
        return Area.CONTACT in self.areas


@dataclass(frozen=True)
class Teacher:
    name: str
    of_class: str
    key: str


def all_of(parent: Person) -> list[Child]:
    """Every child the person sees as a parent; three queries however many there are."""
    return list(by_person(parent).values())


def by_person(parent: Person, reach: Reach = WHOLE_SITE) -> dict[Person, Child]:
    """The same, in the same order, by the pupils themselves; with no places out of reach."""
    rights = scopes.children_with_rights(parent)
    places = _places([child.pk for child in rights if rights[child].sees], reach)
    marks = _marks(list(rights))
    return {
        child: _child(child, number, rights[child], places[child.pk], marks[child.pk])
        for number, child in enumerate(rights)
    }


def schools_to_ask(parent: Person) -> list[Organisation]:
    """The schools of the children whose school day the parent sees: who can be asked. Not where the
    parent is merely listed: a file may name a school that a child was taken to (K28)."""
    with whole_site():
        hidden = protected()
    seen = [child for child in all_of(parent) if child.school_day and child.id not in hidden]
    places = [path for child in seen for path in child.places]
    schools = Organisation.objects.filter(kind=OrganisationKind.SCHOOL).order_by("path")
    return [school for school in schools if any(is_within(path, school.path) for path in places)]


def teachers_of(child: Child, reach: Reach = WHOLE_SITE) -> list[Teacher]:
    """The active teachers of the child's classes within reach, a part of the school day."""
    if not child.school_day:
        return []
    members = (
        as_teachers(child.id, reach)
        .select_related("person", "organisation")
        .order_by("organisation__path", "person__family_name", "person__given_name")
    )
    return [
        Teacher(each.person.full_name, each.organisation.name, each.person.sync_key or "")
        for each in members
    ]


def as_teachers(child: int, reach: Reach) -> QuerySet[Membership]:
    """In which classes of the child, by internal ID, somebody teaches."""
    return _inside(reach).filter(
        organisation__kind=OrganisationKind.CLASS,
        organisation__memberships__person_id=child,
        person__profile=Profile.TEACHER,
        person__state=PersonState.ACTIVE,
    )


@dataclass(frozen=True)
class Answered:
    """An own report of absence that the school has answered, until the parent opens it."""

    id: int
    child: Child
    days: Sequence[date]
    declined: bool


@dataclass(frozen=True)
class ToCome:
    """`waiting`: for a child who is not here yet. `first_day`: the next on which the parent begins
    to see a child; until then nothing of the child is shown (K35). `starting`: the children who are
    seen, and whose first day at school is still to come. `answered`: of absence, where the parent
    sees it."""

    waiting: bool
    first_day: date | None
    starting: Sequence[tuple[Child, date]]
    answered: Sequence[Answered]


# One statement, written out: a home asks it each time, and to put it together took as long again.
TO_COME = """
SELECT EXISTS (SELECT FROM families_pendingrelationship
               WHERE parent_id = %(parent)s AND state = %(waiting)s),
    (SELECT min(starts_on) FROM families_relationship later
     WHERE parent_id = %(parent)s AND state = %(active)s AND starts_on IS NOT NULL
       AND starts_on > people_local_date(child_id, %(moment)s, %(server_zone)s)
       AND (ends_on IS NULL OR ends_on >= people_local_date(
           child_id, %(moment)s, %(server_zone)s))
       AND NOT families_ended_by_now(parent_id, child_id, %(moment)s, %(server_zone)s)),
    -- of those who are at no school yet, the first day
    (SELECT json_object_agg(person_id, starts_on)::text FROM (
        SELECT person_id, min(starts_on) AS starts_on FROM records_enrolment
        WHERE person_id = ANY (%(seen)s::bigint[]) AND role = 'pupil' GROUP BY person_id
        HAVING bool_and(starts_on IS NOT NULL) AND min(starts_on)
            > people_local_date(person_id, %(moment)s, %(server_zone)s)) first),
    (SELECT json_agg(json_build_object('id', id, 'child', child_id, 'days', days, 'state', state)
                     ORDER BY days, id)::text FROM from_home_absencereport
     WHERE reported_by_id = %(parent)s AND child_id = ANY (%(absence)s::bigint[])
       AND state = ANY (%(answers)s) AND answer_seen_at IS NULL)
"""


def to_come(parent: Person, mine: Mapping[Person, Child]) -> ToCome:
    """What the parent does not see yet, or has not read; one query."""
    seen = {person.pk: child for person, child in mine.items() if child.areas}
    asked = {
        "parent": parent.pk,
        "waiting": PendingState.WAITING.value,
        "active": RelationshipState.ACTIVE.value,
        "seen": list(seen),
        "absence": [number for number, child in seen.items() if Area.ABSENCE in child.areas],
        "answers": [each.value for each in ANSWERS],
    }
    [(waits, first_day, starting, answered)] = db.rows(TO_COME, asked | params())
    days = json.loads(starting or "{}")
    reports = [
        Answered(
            each["id"],
            seen[each["child"]],
            [date.fromisoformat(day) for day in each["days"]],
            each["state"] == ReportState.DECLINED,
        )
        for each in json.loads(answered or "[]")
    ]
    first = [(seen[int(child)], date.fromisoformat(day)) for child, day in days.items()]
    return ToCome(waits, first_day, first, reports)


def _inside(reach: Reach) -> QuerySet[Membership]:
    found = Membership.objects.all()
    return found if reach.whole_site else found.filter(organisation__in=reach.ids())


def _places(children: Sequence[int], reach: Reach) -> dict[int, list[Organisation]]:
    found: dict[int, list[Organisation]] = defaultdict(list)
    members = _inside(reach).filter(person_id__in=children).select_related("organisation")
    for member in members.order_by("organisation__path"):
        found[member.person_id].append(member.organisation)
    return found


def _marks(children: Sequence[Person]) -> dict[int, str]:
    """One letter; of those who begin alike, two."""
    first = Counter(child.given_name[:1].upper() for child in children)
    return {
        child.pk: child.given_name[: 1 if first[child.given_name[:1].upper()] == 1 else 2].title()
        for child in children
    }


def _child(
    person: Person, number: int, rights: Rights, places: list[Organisation], mark: str
) -> Child:
    found = Child(
        id=person.pk,
        given_name=person.given_name,
        full_name=person.full_name,
        mark=mark,
        colour=number % COLOURS + 1,
        areas=rights.sees,
        acts=rights.acts,
        arranged_by=tuple(place.path for place in places),
    )
    if found.contact:
        found = replace(found, birth_date=person.birth_date)
    if found.school_day:
        found = replace(
            found,
            schools=tuple(dict.fromkeys(_school(place) for place in places if place.path)),
            classes=tuple(place.name for place in places if place.kind == OrganisationKind.CLASS),
            places=tuple(place.path for place in places),
        )
    return found


def _school(place: Organisation) -> str:
    """The school's name: of a class the node above it."""
    if place.kind == OrganisationKind.CLASS and "/" in place.path:
        return place.path.rsplit("/", 2)[-2]
    return place.name

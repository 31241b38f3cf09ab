"""Pages through a stored plan: what happens, row by row, and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.days import Days
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.rights_in_words import listed
from kinkeeper.intake.models import (
    Import,
    PersonAct,
    PlannedPerson,
    PlannedRelationship,
    PlannedRights,
    RelationshipAct,
    RightsAct,
)
from kinkeeper.intake.stored_plan import message
from kinkeeper.organisations.reach import Reach, of_roots
from kinkeeper.people.models import Membership, Person
from kinkeeper.readings import as_named, looks
from kinkeeper.readings.changeable_relationships import blocked
from kinkeeper.roster.vocabulary import Profile

PAGE = 50
# A row that says nothing for today is no line of the plan.
MAKES_NOBODY = "not-valid-now"


@dataclass(frozen=True)
class Filter:
    """A chip over the table. `person`, `relationship` or `rights` are the acts that it shows."""

    name: str
    label: str | Promise
    person: PersonAct | None = None
    relationship: RelationshipAct | None = None
    rights: tuple[RightsAct, ...] = ()

    def count(self, roster_import: Import) -> int | None:
        """How many lines it shows; None where plans did not count them yet."""
        lines = roster_import.counts.get("lines")
        if lines is None:
            return None
        if self.rights:
            return int(sum(roster_import.counts["rights"][act] for act in self.rights))
        if self.person is None and self.relationship is None:
            return int(sum(lines["people"].values()))
        if self.person is not None and self.relationship is not None:
            return int(lines["left_out"])
        people, relationships = lines["people"], lines["relationships"]
        return int(people.get(self.person, 0) + relationships.get(self.relationship, 0))


FILTERS = (
    Filter("", _("All")),
    Filter("new", _("New"), person=PersonAct.CREATE),
    Filter("changed", _("Changed"), person=PersonAct.UPDATE),
    Filter("unchanged", _("Unchanged"), person=PersonAct.UNCHANGED),
    Filter("connected", _("Connected"), relationship=RelationshipAct.CREATE),
    Filter("days", _("Other dates"), relationship=RelationshipAct.REDATE),
    Filter("wider", _("Sees more"), rights=(RightsAct.WIDEN,)),
    Filter("areas", _("Areas set"), rights=(RightsAct.SET, RightsAct.NARROW)),
    Filter("waiting", _("Pending"), relationship=RelationshipAct.PENDING),
    Filter("proposed", _("Proposed"), relationship=RelationshipAct.PROPOSE),
    Filter("ended", _("End"), relationship=RelationshipAct.REMOVE),
    Filter("held-back", _("Held back"), relationship=RelationshipAct.HELD_BACK),
    Filter("asked", _("Asked about"), person=PersonAct.ASKED),
    Filter(
        "left-out", _("Skipped"), person=PersonAct.REJECTED, relationship=RelationshipAct.REJECTED
    ),
)
BY_NAME = {each.name: each for each in FILTERS}


@dataclass(frozen=True)
class Line:
    """One relationship of a planned person: the other end as far as it is known, and the `block`
    that holds it back as far as the viewer may see it. `instead` is the name of the child whom a
    person connected instead of the one this key names, and of whom the file says `rights`.
    `called` is what the file says of a child without a key, and `reason` why it only proposes."""

    act: str
    label: str
    other: str
    other_key: str
    row: int | None
    days: Days
    block: Relationship | None = None
    rights: PlannedRights | None = None
    instead: str = ""
    called: str = ""
    reason: str = ""

    @property
    def sees(self) -> str:
        """What the file says the parent sees of the child; empty where it says nothing."""
        return listed(self.rights.areas) if self.rights else ""

    @property
    def saw(self) -> str:
        """What the parent saw until then, where that is something else."""
        changed = self.rights is not None and self.rights.act != RightsAct.EXISTING
        before = self.rights.before if self.rights and changed else None
        return "" if before is None else listed(before)


@dataclass(frozen=True)
class Row:
    """One planned person with the relationships and the problems of the rows that speak of them."""

    person: PlannedPerson
    where: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        changes = self.person.changes or {}
        return [
            (name, str(old or ""), str(new or ""))
            for name, (old, new) in changes.items()
            if (old, new) != (None, None)  # what an erasure made it forget
        ]


@dataclass(frozen=True)
class PlanPage:
    """`after` is the number to begin the next page after; None on the last one. `joins` are rows
    that are told of and make nobody, such as one that has ended: (row, sentence)."""

    rows: list[Row]
    after: int | None
    beside: list[tuple[str, str]] = field(default_factory=list)


def filters(roster_import: Import, chosen: Filter) -> list[tuple[Filter, int | None]]:
    """The filters that show something, with how many lines; and the chosen one."""
    counted = [(each, each.count(roster_import)) for each in FILTERS]
    return [(each, count) for each, count in counted if count != 0 or each in {FILTERS[0], chosen}]


def page(
    viewer: Viewer,
    roster_import: Import,
    *,
    chosen: Filter,
    problem: str = "",
    words: str = "",
    after: int = 0,
) -> PlanPage:
    """Six queries whatever the plan's size; pages go by row number, not by counting on."""
    people = _filtered(
        PlannedPerson.objects.filter(roster_import=roster_import), roster_import, chosen
    )
    people = _searched(people, words).filter(number__gt=after)
    if problem:
        people = people.filter(rows__overlap=_rows_with(roster_import, problem, after))
    found = list(people.defer("sealed_password").order_by("number")[: PAGE + 1])
    shown = found[:PAGE]
    lines, said = _lines(viewer, roster_import, shown), _said(roster_import, shown)
    if roster_import.profile == Profile.PUPIL:
        looks.shows_children(viewer, (person.person_id for person in shown))
    rows = [
        Row(
            person,
            [roster_import.lines.label(row) for row in person.rows],
            lines[person.person_id] if person.person_id is not None else [],
            [text for row in person.rows for text in said[row]],
        )
        for person in shown
    ]
    beside = _beside(roster_import, problem) if not after and not chosen.name and not words else []
    return PlanPage(rows, shown[-1].number if len(found) > PAGE else None, beside)


def _beside(roster_import: Import, problem: str) -> list[tuple[str, str]]:
    """Of the problem asked for, else of that which only such rows have."""
    of_rows = roster_import.problems.filter(code=problem or MAKES_NOBODY, row__isnull=False)
    told = list(of_rows.order_by("row", "number")[: PAGE * 20])
    people = PlannedPerson.objects.filter(
        roster_import=roster_import, rows__overlap=[each.row for each in told]
    )
    there = {row for rows in people.values_list("rows", flat=True) for row in rows}
    alone = [each for each in told if each.row is not None and each.row not in there]
    return [(roster_import.lines.label(each.row or 0), message(each)) for each in alone[:PAGE]]


def _rows_with(roster_import: Import, code: str, after: int) -> ArraySubquery:
    """The next rows with this problem: more than a page of people can have."""
    hit = roster_import.problems.filter(code=code, row__gt=after).order_by("row")
    return ArraySubquery(hit.values("row")[: PAGE * 20])


def _filtered(
    people: QuerySet[PlannedPerson], roster_import: Import, chosen: Filter
) -> QuerySet[PlannedPerson]:
    wanted = Q()
    if chosen.rights:
        rights = PlannedRights.objects.filter(roster_import=roster_import, act__in=chosen.rights)
        wanted |= Q(Exists(rights.filter(parent_id=OuterRef("person_id"))))
    if chosen.person is not None:
        wanted |= Q(act=chosen.person)
    if chosen.relationship is not None:
        relationships = PlannedRelationship.objects.filter(
            roster_import=roster_import, act=chosen.relationship
        )
        end = "child_id" if roster_import.profile == Profile.PUPIL else "parent_id"
        wanted |= Q(Exists(relationships.filter(**{end: OuterRef("person_id")})))
    return people.filter(wanted)


def _searched(people: QuerySet[PlannedPerson], words: str) -> QuerySet[PlannedPerson]:
    for word in words[:100].replace("\x00", "").split()[:5]:
        people = people.filter(
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(username__icontains=word)
            | Q(sync_key__icontains=word)
        )
    return people


def _lines(
    viewer: Viewer, roster_import: Import, people: Sequence[PlannedPerson]
) -> dict[int, list[Line]]:
    """Person's internal ID -> the relationships, the other end named."""
    pupils = roster_import.profile == Profile.PUPIL
    mine = "child_id" if pupils else "parent_id"
    ids = [person.person_id for person in people if person.person_id is not None]
    relationships = list(
        PlannedRelationship.objects.filter(
            roster_import=roster_import, **{f"{mine}__in": ids}
        ).order_by("number")
    )
    theirs = [
        relationship.parent_id if pupils else relationship.child_id
        for relationship in relationships
    ]
    looks.shows_children(viewer, (each.child_id for each in relationships))
    reach = of_roots(roster_import.reach)
    blocks, rights = _blocks(viewer, relationships), _rights(roster_import, relationships)
    insteads = _insteads(relationships, rights)
    looks.shows_children(viewer, insteads.values())
    others = [*theirs, *insteads.values()]
    names = _names([other for other in others if other is not None], reach)
    found: dict[int, list[Line]] = defaultdict(list)
    for relationship, other in zip(relationships, theirs, strict=True):
        owner = relationship.child_id if pupils else relationship.parent_id
        if owner is None:
            continue
        name, place = names.get(other or 0, ("", ""))
        called = as_named.described(relationship)
        key = "" if pupils or called else relationship.value
        found[owner].append(
            Line(
                relationship.act,
                _label(relationship),
                name,
                " · ".join(part for part in (key, place) if part),
                relationship.row,
                Days(relationship.starts_on, relationship.ends_on),
                blocks.get((relationship.parent_id, relationship.child_id)),
                rights.get(_key_of(relationship)),
                names.get(insteads.get(_key_of(relationship), 0), ("", ""))[0],
                called,
                relationship.note if relationship.act == RelationshipAct.PROPOSE else "",
            )
        )
    return found


def _label(relationship: PlannedRelationship) -> str:
    if relationship.act == RelationshipAct.EXISTING and (
        relationship.state_before == RelationshipState.PROPOSED
    ):
        return str(_("Already proposed"))
    return relationship.get_act_display()


def _blocks(
    viewer: Viewer, relationships: Sequence[PlannedRelationship]
) -> dict[tuple[int | None, int | None], Relationship]:
    """(parent, child) -> the block that holds the two back, where the viewer may see it."""
    held = [each for each in relationships if each.act == RelationshipAct.HELD_BACK]
    if not held:
        return {}
    found = blocked(viewer).filter(
        parent__in=[each.parent_id for each in held], child__in=[each.child_id for each in held]
    )
    viewer.by_name.look(each.changed_by for each in found)
    return {(each.parent_id, each.child_id): each for each in found}


def _key_of(each: PlannedRelationship | PlannedRights) -> tuple[int | None, str, str]:
    return each.parent_id, each.match, each.folded


def _rights(
    roster_import: Import, relationships: Sequence[PlannedRelationship]
) -> dict[tuple[int | None, str, str], PlannedRights]:
    """(parent, match, the child's key) -> what the file says of the two; where a person connected
    another child than the key names, of that one."""
    if not any(roster_import.counts.get("rights", {}).values()):
        return {}
    said = PlannedRights.objects.filter(
        roster_import=roster_import, parent_id__in=[each.parent_id for each in relationships]
    )
    return {_key_of(each): each for each in said.order_by(F("child_id").desc(nulls_first=True))}


def _insteads(
    relationships: Sequence[PlannedRelationship],
    rights: Mapping[tuple[int | None, str, str], PlannedRights],
) -> dict[tuple[int | None, str, str], int]:
    """(parent, match, the child's key) -> whom a person connected instead of whom it names."""
    found = {}
    for each in relationships:
        said = rights.get(_key_of(each))
        if said is not None and said.child_id not in {None, each.child_id}:
            found[_key_of(each)] = said.child_id or 0
    return found


def _names(people: Sequence[int], reach: Reach) -> dict[int, tuple[str, str]]:
    """Internal ID -> name and classes, for people the site has; only classes within reach."""
    places: dict[int, list[str]] = defaultdict(list)
    members = Membership.objects.filter(person__in=people, organisation__kind="class")
    if not reach.whole_site:
        members = members.filter(organisation__in=reach.ids())
    for person_id, name in members.values_list("person_id", "organisation__name"):
        places[person_id].append(name)
    known = Person.objects.filter(pk__in=people)
    return {person.pk: (person.full_name, ", ".join(places[person.pk])) for person in known}


def _said(roster_import: Import, people: Sequence[PlannedPerson]) -> dict[int, list[str]]:
    """Row -> sentences."""
    rows = [row for person in people for row in person.rows]
    said: dict[int, list[str]] = defaultdict(list)
    for problem in roster_import.problems.filter(row__in=rows).order_by("number"):
        if problem.row is not None:
            said[problem.row].append(message(problem))
    return said

"""The list of people: search, filters and pages over whom the viewer may see."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import goes_on
from kinkeeper.lib import db
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.people.reach import inside
from kinkeeper.people.resting import resting_among
from kinkeeper.people.search import as_parameters, best, forgiving, search, terms_of
from kinkeeper.readings import looks

PAGE = 50
NEVER_SIGNED_IN = "never-signed-in"
NO_CHILDREN = "no-children"
NO_PARENTS = "no-parents"
TRASH = "trash"
ONLY: dict[str, str | Promise] = {
    "": _("All"),
    NEVER_SIGNED_IN: _("Never signed in"),
    NO_CHILDREN: _("Parents without children"),
    NO_PARENTS: _("Pupils without parents"),
    TRASH: _("In the trash"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody is looking for; a blank part filters nothing. `page` counts from 1."""

    words: str = ""
    profile: str = ""
    organisation: Organisation | None = None
    only: str = ""
    page: int = 1


@dataclass(frozen=True)
class Found:
    people: list[Person] = field(default_factory=list)
    total: int = 0
    page: int = 1
    resting: Collection[int] = ()

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * PAGE, self.total)


def find(viewer: Viewer, wanted: Wanted) -> Found:
    """One page of people, best match first where words are given, else by name."""
    people = scopes.people(viewer)
    with forgiving():
        listed = _listed(wanted)
        if listed is not None:
            total, numbers = listed
            known = scopes.with_places(viewer, people.filter(pk__in=numbers)).in_bulk()
            chosen = [known[each] for each in numbers if each in known]
            page = _page(wanted, total)
        else:
            people = _filtered(people, wanted)
            total = people.count()
            page = _page(wanted, total)
            start = (page - 1) * PAGE
            chosen = list(scopes.with_places(viewer, people)[start : start + PAGE])
    looks.shows(viewer, *chosen)
    return Found(chosen, total, page, resting_among(chosen))


def _page(wanted: Wanted, total: int) -> int:
    return min(max(wanted.page, 1), max(1, -(-total // PAGE)))


def _listed(wanted: Wanted) -> tuple[int, list[int]] | None:
    """How many there are, and who is on this page, from the function of the wall that finds them
    at once (`access.wall.what_is_listed`): a policy would be asked of each. None for a list that
    it does not know, and where there is no wall."""
    behind_it = connection.settings_dict.get("ROLE") == "web"
    if not behind_it or wanted.only not in {"", TRASH}:
        return None
    place = wanted.organisation.pk if wanted.organisation and wanted.organisation.path else None
    skipped = (max(wanted.page, 1) - 1) * PAGE
    said = [*as_parameters(terms_of(wanted.words)), place, wanted.profile, wanted.only == TRASH]
    rows = db.rows(
        "SELECT * FROM wall.people_page(%s, %s, %s, %s, %s, %s, %s)", [*said, skipped, PAGE]
    )
    return rows[0] if rows else None


def candidates(viewer: Viewer, words: str, *, for_person: Person) -> list[Person]:
    """Whom the viewer could connect with this person: adults for a pupil, pupils for an adult."""
    people = scopes.people(viewer).exclude(pk=for_person.pk).exclude(state=PersonState.TRASHED)
    if for_person.profile == Profile.PUPIL:
        people = people.exclude(profile=Profile.PUPIL)
    else:
        people = people.filter(profile=Profile.PUPIL)
    if not words.strip():
        return []
    with forgiving():
        return _shown(viewer, search(people, words))


def like(viewer: Viewer, words: str, *, person: Person) -> list[Person]:
    """Who could be a second account of this person: of the same profile, or, where one is a
    parent, somebody who works here."""
    if not words.strip():
        return []
    people = scopes.editable_people(viewer).exclude(pk=person.pk).exclude(state=PersonState.TRASHED)
    if person.profile == Profile.PARENT:
        people = people.exclude(profile=Profile.PUPIL)
    elif person.profile == Profile.PUPIL:
        people = people.filter(profile=Profile.PUPIL)
    else:
        people = people.filter(profile__in=[person.profile, Profile.PARENT])
    with forgiving():
        return _shown(viewer, search(people, words))


def _shown(viewer: Viewer, people: QuerySet[Person]) -> list[Person]:
    """The first twenty, with their organisations."""
    found = list(scopes.with_places(viewer, people)[:20])
    looks.shows(viewer, *found)
    return found


def _filtered(people: QuerySet[Person], wanted: Wanted) -> QuerySet[Person]:
    if wanted.only == TRASH:
        people = people.filter(state=PersonState.TRASHED)
    else:
        people = people.exclude(state=PersonState.TRASHED)
    if wanted.profile:
        people = people.filter(profile=wanted.profile)
    if wanted.organisation is not None and wanted.organisation.path:
        people = people.filter(inside(wanted.organisation))
    people = people.filter(_condition(wanted.only))
    if not terms_of(wanted.words):
        return people.order_by("family_name", "given_name", "pk")
    return best(people, wanted.words)


def _condition(only: str) -> Q:
    active = Relationship.objects.filter(goes_on())
    if only == NEVER_SIGNED_IN:
        return Q(last_login=None) & ~Q(profile=Profile.PUPIL)
    if only == NO_CHILDREN:
        return Q(profile=Profile.PARENT) & ~Q(Exists(active.filter(parent=OuterRef("pk"))))
    if only == NO_PARENTS:
        return Q(profile=Profile.PUPIL) & ~Q(Exists(active.filter(child=OuterRef("pk"))))
    return Q()

"""What was said of a parent and a child, as it stands, and what comes of it on a day (K16)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, QuerySet, TextField, Value

from kinkeeper.families import majority
from kinkeeper.families.areas import Areas, Rights, Said, common, rights_at
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.lib import db
from kinkeeper.organisations.own_settings import Contacts, lowest
from kinkeeper.people.local_date import local_date
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset

MANUAL = "manual"
MERGED = "merge"  # what a hand had said before accounts were merged, and still holds
BY_HAND = (MANUAL, MERGED)
SETTING = "rights"


def statements(parent: Person, child: Person) -> QuerySet[RightsStatement]:
    """What holds now; the oldest first."""
    return RightsStatement.objects.filter(parent=parent, child=child, ended_at=None).order_by(
        "made_at", "pk"
    )


def former(parent: Person, child: Person) -> QuerySet[RightsStatement]:
    """What no longer holds; the latest first."""
    found = RightsStatement.objects.filter(parent=parent, child=child, ended_at__isnull=False)
    return found.order_by("-ended_at", "-pk")


def said(statement: RightsStatement) -> Said:
    return Said(
        (statement.source, statement.of_parent, statement.of_child),
        None if statement.areas is None else frozenset(map(Area, statement.areas)),
        frozenset(map(Area, statement.sees_only)),
        statement.days,
    )


def on(parent: Person, child: Person, day: date) -> Rights:
    """What this parent may see of this child on a day, as far as rights and a pupil of age decide
    it: whether they are connected is `visibility.py`'s."""
    granted = of(statements(parent, child), default(child), day)
    left = majority.left_to(parent, child, day)
    return granted if left is None else granted & Rights(left, left)


def of(stated: Iterable[RightsStatement], otherwise: Areas, day: date) -> Rights:
    return rights_at(map(said, stated), otherwise, day)


def default(child: Person) -> Areas:
    """What every parent of this child sees of whom nobody said anything. Asked of the database,
    which knows all places of the child, whoever asks."""
    return frozenset(map(Area, db.value("SELECT families_default_areas(%s)", [child.pk])))


def default_at(places: Collection[str], said_by_schools: Contacts) -> Areas:
    """By the paths of all the child's organisations: what all of the lowest give."""
    paths = lowest(places) or {""}
    return common(_given(said_by_schools.one(path, SETTING)) for path in paths)


def _given(preset: str) -> Areas:
    """A preset that is none (any more) gives nothing."""
    known: Mapping[str, Areas] = {code.value: areas for code, areas in AREAS_OF.items()}
    return known.get(preset, AREAS_OF[Preset.NOTHING])


def areas_today(parent: int | str, child: str) -> Func:
    """The same in a query, for many pairs at once: the codes of the areas, in their order. Columns
    by their names; a parent also by internal ID."""
    return _today("families_areas", parent, child)


def areas_to_act_in_today(parent: int | str, child: str) -> Func:
    """In which of them the parent may act, where a page offers something to do."""
    return _today("families_areas_to_act_in", parent, child)


def _today(function: str, parent: int | str, child: str) -> Func:
    return Func(
        Value(parent) if isinstance(parent, int) else F(parent),
        F(child),
        local_date(child),
        function=function,
        output_field=ArrayField(TextField()),
    )

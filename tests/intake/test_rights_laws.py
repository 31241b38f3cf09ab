"""K16, K27 as laws: what files say of rights, in any order, beside hands, arrivals and undo."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families import stated_rights
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import Area
from tests.cast import person
from tests.importing import imported, planned, undone

pytestmark = pytest.mark.django_db
type Fresh = Callable[[], AbstractContextManager[None]]
type Pair = tuple[str, str]
OFFICE = Actor(None, "the office", "a test")
ALL = frozenset(Area)
PARENTS = {"P1": "Ada", "P2": "Ida"}
HERE, TO_COME = ("C1", "C2"), "C9"
SERIES = st.sampled_from(["", "Hillside"])
SOME = st.sets(st.sampled_from([Area.SCHOOL_DAY, Area.ABSENCE, Area.CONTACT])).map(frozenset)
CELLS = st.none() | st.just(ALL) | SOME
PAIRS = st.tuples(st.sampled_from(sorted(PARENTS)), st.sampled_from([*HERE, TO_COME]))
FILES = st.tuples(st.just("file"), SERIES, st.dictionaries(PAIRS, CELLS, max_size=4), st.booleans())
HANDS = st.tuples(st.just("hand"), st.sampled_from(sorted(PARENTS)), st.sampled_from(HERE), SOME)
ARRIVALS = st.just(("arrival",))


def text(said: dict[Pair, frozenset[Area] | None]) -> str:
    lines = [
        f'{parent},{PARENTS[parent]},Berg,{child},"{cell(areas)}"'
        for (parent, child), areas in said.items()
    ]
    return "\n".join(["SyncID,First name,Last name,ChildID,Areas", *lines]) + "\n"


def cell(areas: frozenset[Area] | None) -> str:
    return "" if areas is None else "; ".join(sorted(areas)) or "none"


def site() -> None:
    school, _made = tree.ensure("Hillside")
    for key in HERE:
        person(f"pupil.{key.lower()}", Profile.PUPIL, school, sync_key=key)


def seen(pair: Pair) -> frozenset[Area]:
    parent, child = (Person.objects.get(sync_key=key) for key in pair)
    return stated_rights.on(parent, child, date_of(child)).sees


def connected() -> set[Pair]:
    active = Relationship.objects.filter(state=RelationshipState.ACTIVE)
    active = active.select_related("parent", "child")
    return {(each.parent.sync_key or "", each.child.sync_key or "") for each in active}


@dataclass
class Model:
    """(series, parent, child) -> what that voice gives; a hand is a series, too."""

    voices: dict[tuple[str, str, str], frozenset[Area]] = field(default_factory=dict)

    def sees(self, pair: Pair) -> frozenset[Area]:
        found = ALL
        for (_series, *of), areas in self.voices.items():
            found &= areas if tuple(of) == pair else ALL
        return found

    def widens(self, series: str, said: dict[Pair, frozenset[Area] | None]) -> bool:
        before = {pair: self.voices.get((series, *pair)) for pair in said}
        return any(
            areas is not None and (was := before[pair]) is not None and not areas <= was
            for pair, areas in said.items()
        )

    def hear(self, series: str, said: dict[Pair, frozenset[Area] | None]) -> None:
        for pair, areas in said.items():
            if areas is not None:
                self.voices[series, *pair] = areas


def brought(series: str, said: dict[Pair, frozenset[Area] | None], *, accept: bool) -> bool:
    """Whether the file went in."""
    plan = planned(text(said), organisation=series)
    try:
        apply(plan, OFFICE, accept="looked at it" if accept else "")
    except Guarded:
        return False
    return True


@given(st.lists(st.one_of(FILES, HANDS, ARRIVALS), max_size=6))
def test_k27_only_a_person_widens_what_a_parent_sees(fresh: Fresh, steps: list[tuple]) -> None:  # type: ignore[type-arg]  # from hypothesis
    with fresh():
        site()
        model = Model()
        for kind, *about in steps:
            if kind == "file":
                series, said, accept = about
                if brought(series, said, accept=accept):
                    assert accept or not model.widens(series, said)
                    model.hear(series, said)
                    assert is_empty(planned(text(said), organisation=series))
            elif kind == "hand" and Person.objects.filter(sync_key=about[0]).exists():
                parent, child = (Person.objects.get(sync_key=key) for key in about[:2])
                set_rights(OFFICE, parent, child, Given(about[2]), reason="asked")
                model.voices["hand", about[0], about[1]] = about[2]
            elif kind == "arrival":
                imported(f"SyncID,First name,Last name\n{TO_COME},Cleo,Berg\n", profile="pupil")
            assert {pair: seen(pair) for pair in connected()} == {
                pair: model.sees(pair) for pair in connected()
            }


@given(st.lists(FILES, min_size=1, max_size=4), st.integers(0, 3))
def test_k27_no_undo_widens_what_a_parent_sees(
    fresh: Fresh,
    files: list[tuple[str, str, dict[Pair, frozenset[Area] | None], bool]],
    which: int,
) -> None:
    with fresh():
        site()
        applied: list[Import] = []
        for _kind, series, said, _accept in files:
            plan = planned(text(said), organisation=series)
            applied.append(apply(plan, OFFICE, accept="looked at it"))
        before = {pair: seen(pair) for pair in connected()}
        undone(applied[which % len(applied)])
        for pair in connected():
            assert seen(pair) <= before[pair]

"""The laws of an undo, held against random sequences of imports, hand acts and undos."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.refusals import Refusal
from kinkeeper.intake.models import Import
from kinkeeper.intake.retention import thin_old
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, Profile
from tests.cast import person
from tests.importing import edges, imported, snapshot, undone
from tests.intake.test_retention import long_ago

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["a@example.org", "b@example.org", ""]),
        st.sampled_from(["yes", "no", ""]),
        st.sampled_from(["C1", "C2", "C9", ""]),
    ),
    max_size=6,
)
FILES = st.fixed_dictionaries(
    {
        "rows": ROWS,
        "claims": st.booleans(),
        "links": st.sampled_from(["add", "exact"]),
        "series": st.sampled_from(["one", "two"]),
    }
)
PUPILS = st.lists(st.sampled_from(["C1", "C2", "C9"]), unique=True, min_size=1, max_size=3)
STEPS = st.lists(st.one_of(FILES, PUPILS), min_size=1, max_size=5)


def standing() -> list[Any]:
    """Who is here, connected to whom and waiting for whom, by keys: the same in two sites that
    count otherwise."""
    people = Person.objects.values_list("sync_key", "email", "state")
    relationships = Relationship.objects.values_list("parent__sync_key", "child__sync_key", "state")
    pendings = PendingRelationship.objects.filter(state="waiting")
    return [
        sorted(people),
        sorted(relationships),
        sorted(pendings.values_list("parent__sync_key", "value", "granted", "note")),
    ]


def done(step: Any) -> Import:
    """The step, applied; guards never object to so few."""
    if isinstance(step, list):
        text = "SyncID,First name,Last name\n" + "".join(f"{key},Cleo,Berg\n" for key in step)
        return imported(text, profile="pupil")
    claim = ",Custody" if step["claims"] else ""
    lines = [f"SyncID,First name,Last name,E-mail,ChildID{claim}"]
    for key, email, said, child in step["rows"]:
        lines.append(f"{key},Ada,Berg,{email},{child}" + (f",{said}" if step["claims"] else ""))
    text = "\n".join(lines) + "\n"
    return imported(text, links=step["links"], series=step["series"])


@given(STEPS)
def test_k13_undo_is_the_way_back_step_by_step(fresh, steps) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        applied, states = [], [snapshot()]
        for step in steps:
            applied.append(done(step))
            states.append(snapshot())
        for roster_import in reversed(applied):
            assert snapshot() == states.pop()
            if roster_import.state == "applied":
                told = undone(roster_import)
                assert (told.kept, told.failed) == ([], [])
        assert snapshot() == states.pop()


@given(STEPS, st.randoms())
def test_k13_in_whatever_order_no_access_and_nothing_pending_is_left(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        before = snapshot()
        applied = [
            roster_import for roster_import in map(done, steps) if roster_import.state == "applied"
        ]
        chance.shuffle(applied)
        for roster_import in applied:
            undone(roster_import)
        assert edges() == set()
        assert snapshot()["pending"] == before["pending"]


@given(STEPS, st.integers(0, 4), st.randoms())
def test_k13_letting_old_plans_go_changes_no_later_undo(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, old: int, chance: random.Random
) -> None:
    places = list(range(old, len(steps)))
    chance.shuffle(places)

    def after(*, thinned: bool) -> list[Any]:
        with fresh():
            roster_imports = [done(step) for step in steps]
            for roster_import in roster_imports[:old]:
                long_ago(roster_import)
            if thinned:
                thin_old()
            for place in places:
                if roster_imports[place].state == "applied":
                    undone(roster_imports[place])
            return standing()

    assert after(thinned=True) == after(thinned=False)


@given(STEPS, st.randoms())
def test_k27_no_sequence_of_imports_and_undos_connects_who_is_blocked(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        parent = person("ada.berg", Profile.PARENT, sync_key="P1", given_name="Ada")
        child = person("cleo.berg", Profile.PUPIL, sync_key="C1", given_name="Cleo")
        block(OFFICE, parent, child, reason="court order")
        applied: list[Import] = []
        for step in steps:
            applied.append(done(step))
            if chance.random() < 0.5:
                roster_import = chance.choice(applied)
                roster_import.refresh_from_db()
                if roster_import.state == "applied":
                    undone(roster_import)
            assert (
                Relationship.objects.get(parent=parent, child=child).state
                == RelationshipState.BLOCKED
            )


@given(STEPS, st.randoms())
def test_k13_what_a_hand_connected_survives_every_undo(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, chance: random.Random
) -> None:
    with fresh():
        applied, by_hand = [], set()
        for step in steps:
            applied.append(done(step))
            relationship = (
                Person.objects.filter(profile=Profile.PARENT).order_by("?").first(),
                Person.objects.filter(profile=Profile.PUPIL).order_by("?").first(),
            )
            if relationship[0] and relationship[1] and chance.random() < 0.5:
                try:
                    connect(OFFICE, relationship[0], relationship[1])
                except Refusal:
                    continue
                by_hand.add((relationship[0].sync_key, relationship[1].sync_key))
        chance.shuffle(applied)
        for roster_import in applied:
            if roster_import.state == "applied":
                undone(roster_import)
        assert edges() == by_hand

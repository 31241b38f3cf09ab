"""The laws of an import, held against random rosters and a real database."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.families.block import block
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import ImportState, PlannedRelationship
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, Profile
from tests.cast import person
from tests.importing import edges, imported, planned, snapshot

pytestmark = pytest.mark.django_db
PARENTS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["Ada", "Ada", "Ida"]),
        st.sampled_from(["a@example.org", "b@example.org", "wrong", ""]),
        st.sampled_from(["C1", "C2", "C9", "", "P1"]),
    ),
    max_size=8,
)
PUPILS = st.lists(
    st.tuples(st.sampled_from(["C1", "C2", "C9"]), st.sampled_from(["Cleo", "Cleo", "Dan"])),
    max_size=4,
)
OFFICE = Actor(None, "the office", "a test")


def parents(rows: list[tuple[str, str, str, str]]) -> str:
    lines = [f"{key},{given},Berg,{email},{child}" for key, given, email, child in rows]
    return "\n".join(["SyncID,First name,Last name,E-mail,ChildID", *lines]) + "\n"


def pupils(rows: list[tuple[str, str]]) -> str:
    return "\n".join(["SyncID,First name,Last name", *(f"{k},{g},Berg" for k, g in rows)]) + "\n"


@given(st.lists(st.one_of(PARENTS, PUPILS), max_size=4))
def test_k09_after_applying_the_same_file_plans_nothing(fresh, files) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        for rows in files:
            text, profile = _file(rows)
            imported(text, profile=profile)
            before = snapshot()
            assert is_empty(planned(text, profile=profile))
            imported(text, profile=profile)
            assert snapshot() == before


@given(PUPILS, PARENTS)
def test_k10_what_the_preview_counts_is_what_the_database_gains(fresh, first, then) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        imported(pupils(first), profile="pupil")
        people, relationships, pendings = _sizes()
        counts = imported(parents(then)).counts
        more_people, more_relationships, more_pendings = _sizes()
        assert more_people - people == counts["people"]["create"]
        assert more_relationships - relationships == counts["relationships"]["create"]
        assert more_pendings - pendings == counts["relationships"]["pending"]


@given(PUPILS, PARENTS, st.randoms())
def test_k05_pupils_first_or_parents_first_is_the_same(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, children, rows, chance: random.Random
) -> None:
    with fresh():
        imported(pupils(children), profile="pupil")
        imported(parents(rows))
        one = edges()
    with fresh():
        shuffled = list(rows)
        chance.shuffle(shuffled)
        imported(parents(shuffled))
        imported(pupils(children), profile="pupil")
        assert edges() == one


@given(st.lists(PARENTS, max_size=4), st.booleans())
@example(files=[[("P1", "Ada", "", "C1")]], waiting=False)
def test_k15_no_sequence_of_imports_connects_who_is_blocked(fresh, files, waiting: bool) -> None:  # type: ignore[no-untyped-def]  # from hypothesis
    with fresh():
        parent = person("ada.berg", Profile.PARENT, sync_key="P1")
        if waiting:  # the pending relationship is there before child and block are
            imported("SyncID,First name,Last name,ChildID\nP1,Ada,Berg,C1\n")
        child = person("cleo.berg", Profile.PUPIL, sync_key="C1")
        block(OFFICE, parent, child, reason="court order")
        for rows in files:
            made = planned(parents(rows))
            # neither is it planned: the database would hold even then
            said = PlannedRelationship.objects.filter(parent_id=parent.pk, child_id=child.pk)
            acts = said.filter(roster_import=made).values_list("act", flat=True)
            assert set(acts) <= {"held-back", "rejected", "asked"}
            if made.state == ImportState.PLANNED:
                apply(made, OFFICE)
        imported(pupils([("C1", "Cleo")]), profile="pupil")
        assert (
            Relationship.objects.get(parent=parent, child=child).state == RelationshipState.BLOCKED
        )
        assert ("P1", "C1") not in edges()


def _file(rows: list[tuple[str, ...]]) -> tuple[str, str]:
    if rows and len(rows[0]) == 2:
        return pupils(rows), "pupil"  # type: ignore[arg-type]  # pairs
    return parents(rows), "parent"  # type: ignore[arg-type]  # quadruples


def _sizes() -> tuple[int, int, int]:
    active = Relationship.objects.filter(state=RelationshipState.ACTIVE).count()
    waiting = PendingRelationship.objects.filter(state=PendingState.WAITING).count()
    return Person.objects.count(), active, waiting

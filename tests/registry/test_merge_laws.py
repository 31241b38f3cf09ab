"""The laws of a merge, held against random sequences of imports, hand acts and merges."""

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.families.refusals import Refusal as RelationshipRefused
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.people.models import Membership, Merge, Person, Profile
from tests.cast import person
from tests.importing import imported, planned, undone
from tests.merging import OFFICE, merged, unmerged

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,E-mail,ChildID,Custody\n"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2", "P3"]),
        st.sampled_from(["a@example.org", "b@example.org", ""]),
        st.sampled_from(["C1", "C2", "C9", ""]),
        st.sampled_from(["yes", "yes", "no", ""]),
    ),
    max_size=5,
)
RELATIONSHIPS = st.lists(
    st.tuples(
        st.sampled_from(["P1", "P2"]),
        st.sampled_from(["C1", "C2"]),
        st.sampled_from(RelationshipState),
    ),
    max_size=4,
    unique_by=lambda each: each[:2],
)


def text(rows: list[tuple[str, str, str, str]]) -> str:
    return HEAD + "".join(
        f"{key},Ada,Berg,{email},{child},{said}\n" for key, email, child, said in rows
    )


def contradictory(rows: list[tuple[str, str, str, str]]) -> bool:
    """Whether what was said of two accounts speaks differently of the one they are now: then two
    files take turns, as they would for any one person."""
    said = {(child, claim) for key, _email, child, claim in rows if key in {"P1", "P2"} and child}
    return len({child for child, _claim in said}) < len(said)


def families() -> dict[str, Person]:
    """Two accounts of Ada, and two pupils; P3 and C9 come by files, if at all."""
    people = {
        key: person(f"ada.berg.{key}", Profile.PARENT, sync_key=key, given_name="Ada")
        for key in ("P1", "P2")
    }
    return people | {
        key: person(f"cleo.berg.{key}", Profile.PUPIL, sync_key=key, given_name="Cleo")
        for key in ("C1", "C2")
    }


def state_of_the_site() -> dict[str, Any]:
    """All that a merge may change, without internal counters."""
    people = Person.objects.order_by("pk").values()
    relationships = Relationship.objects.order_by("parent_id", "child_id").values()
    pendings = PendingRelationship.objects.order_by("pk").values()
    return {
        "people": [{k: v for k, v in each.items() if k != "version"} for each in people],
        "relationships": [
            {k: v for k, v in each.items() if k not in {"id", "version"}} for each in relationships
        ],
        "pending": list(pendings),
        "places": sorted(Membership.objects.values_list("person_id", "organisation_id")),
    }


@given(ROWS, RELATIONSHIPS, st.booleans())
def test_pc054_merge_then_unmerge_is_the_identity(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, rows, relationships, turned
) -> None:
    with fresh():
        people = families()
        for parent, child, state in relationships:
            Relationship.objects.create(
                parent=people[parent], child=people[child], state=state, sources=["manual"]
            )
        imported(text(rows))
        before = state_of_the_site()
        kept, gone = ("P2", "P1") if turned else ("P1", "P2")
        made = merged(people[kept], people[gone])
        told = unmerged(made)
        assert told.left == []
        assert state_of_the_site() == before


@given(ROWS, ROWS)
def test_k09_after_merging_the_same_files_plan_nothing(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, first, second
) -> None:
    with fresh():
        people = families()
        files = [text(first), text(second)]
        for file in files:
            imported(file)
        quiet = [is_empty(planned(file)) for file in files]
        merged(people["P1"], people["P2"])
        for file in files:
            imported(file)
        again = [planned(file) for file in files]
        assert is_empty(again[1])
        if all(quiet) and not contradictory([*first, *second]):
            assert is_empty(again[0])
        assert Person.objects.exclude(state="trashed").filter(sync_key="P2").count() == 0


class Site:
    """Two accounts of Ada, and what may happen to them."""

    def __init__(self, rows: Any, chance: random.Random) -> None:
        self.people, self.rows, self.chance = families(), rows, chance
        self.roster_imports: list[Import] = []

    def merge(self) -> None:
        kept, gone = self.chance.sample(["P1", "P2"], 2)
        if not Merge.objects.exists():
            merged(self.people[kept], self.people[gone])

    def unmerge(self) -> None:
        for made in Merge.objects.all():
            unmerged(made)

    def take_in(self) -> None:
        self.roster_imports.append(imported(text(self.rows)))

    def undo(self) -> None:
        if self.roster_imports:
            roster_import = self.roster_imports.pop(self.chance.randrange(len(self.roster_imports)))
            if roster_import.state == "applied":
                undone(roster_import)

    def connect(self) -> None:
        with suppress(RelationshipRefused):
            connect(OFFICE, self.people[self.chance.choice(["P1", "P2"])], self.people["C1"])

    def now(self, key: str) -> Person:
        """Whoever goes on for this account."""
        merge = Merge.objects.filter(gone=self.people[key]).first()
        return merge.leads_to if merge else self.people[key]


STEPS = st.lists(st.sampled_from(["merge", "unmerge", "take_in", "undo", "connect"]), max_size=8)


@given(STEPS, ROWS, st.randoms(), st.sampled_from(["P1", "P2"]))
def test_k27_no_sequence_shows_a_blocked_child(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, rows, chance: random.Random, whose
) -> None:
    """Once Ada is blocked under either account, that account, or whichever it was merged into,
    never sees the child again."""
    with fresh():
        site = Site(rows, chance)
        block(OFFICE, site.people[whose], site.people["C1"], reason="court order")
        for step in steps:
            getattr(site, step)()
            relationship = Relationship.objects.get(parent=site.now(whose), child=site.people["C1"])
            assert relationship.state == RelationshipState.BLOCKED


@given(STEPS, ROWS, st.randoms())
def test_k27_after_all_is_taken_back_neither_has_what_was_the_others(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps, rows, chance: random.Random
) -> None:
    """P1 was connected to C2 by hand; whatever happens but a hand, P2 does not end up with it
    unless a file says so of P2 itself."""
    with fresh():
        site = Site([row for row in rows if row[0] != "P2" or row[2] != "C2"], chance)
        connect(OFFICE, site.people["P1"], site.people["C2"])
        for step in steps:
            getattr(site, step)()
        site.unmerge()
        relationships = Relationship.objects.filter(
            parent=site.people["P2"], child=site.people["C2"]
        )
        assert not relationships.filter(state=RelationshipState.ACTIVE).exists()

"""A merge is taken back, and what happened since is decided so that nobody sees more by it."""

import pytest

from kinkeeper.families import block, connect, disconnect
from kinkeeper.families.models import RelationshipState
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_reference
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.unmerge_leftovers import said
from tests.cast import Cast
from tests.importing import edges, imported
from tests.merging import OFFICE, children, merged, relationship, unmerged

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (lambda who, child: block.block(OFFICE, who, child, reason="x"), RelationshipState.BLOCKED),
        (
            lambda who, child: disconnect.disconnect(OFFICE, who, child, reason="x"),
            RelationshipState.BLOCKED,
        ),
        (
            lambda who, child: disconnect.disconnect(OFFICE, who, child, reason="x", block=False),
            RelationshipState.ENDED,
        ),
    ],
)
def test_k27_what_was_forbidden_since_holds_for_both(  # type: ignore[no-untyped-def]  # acts
    cast: Cast, twin: Person, act, state
) -> None:
    made = merged(cast.kari, twin)
    for child in (cast.nora, cast.elias, cast.mila):  # of one, of both, of the other
        act(cast.kari, child)
    told = unmerged(made)
    assert [each.other for each in told.left] == [cast.nora.pk, cast.elias.pk, cast.mila.pk]
    assert {relationship(cast.kari, each).state for each in (cast.nora, cast.elias, cast.mila)} == {
        state
    }
    assert {relationship(twin, each).state for each in (cast.elias, cast.mila)} == {state}
    assert children(cast.kari) == children(Person.objects.get(pk=twin.pk)) == set()


def test_k27_a_block_lifted_since_comes_back_for_the_one_that_had_it(
    cast: Cast, twin: Person
) -> None:
    block.block(OFFICE, twin, cast.nora, reason="court order")
    made = merged(cast.kari, twin)
    block.unblock(OFFICE, cast.kari, cast.nora, reason="order lifted")
    connect.connect(OFFICE, cast.kari, cast.nora)
    told = unmerged(made)
    assert [each.other for each in told.left] == [cast.nora.pk]
    assert relationship(twin, cast.nora).state == RelationshipState.BLOCKED
    assert relationship(cast.kari, cast.nora).state == RelationshipState.ACTIVE


def test_what_a_hand_connected_since_stays_and_is_told(cast: Cast, twin: Person) -> None:
    made = merged(cast.kari, twin)
    connect.connect(OFFICE, cast.kari, cast.theo)
    told = unmerged(made)
    assert [
        "was connected by the office" in said(each.code, each.detail) for each in told.left
    ] == [True]
    assert children(cast.kari) == {"Nora", "Elias", "Theo"}


def test_what_an_import_connected_since_is_left_to_the_next_file(cast: Cast, twin: Person) -> None:
    """Whose it is cannot be told any more, so nobody sees the child until a file names one."""
    made = merged(cast.kari, twin)
    text = "SyncID,First name,Last name,ChildID\nX-1,Kari,Berg,L-1\n"
    imported(text)
    assert "Theo" in children(cast.kari)
    told = unmerged(made)
    assert [each.other for each in told.left] == [cast.theo.pk]
    assert "Theo" not in children(Person.objects.get(pk=cast.kari.pk))
    imported(text)
    assert "Theo" in children(Person.objects.get(pk=twin.pk))
    assert ("P-1", "L-1") not in edges()


def test_a_chain_leads_to_its_end_and_comes_back_in_order(cast: Cast, twin: Person) -> None:
    first = merged(twin, cast.stranger)
    second = merged(cast.kari, twin)
    assert Person.objects.get(by_reference("key:P-9")) == cast.kari
    with pytest.raises(Refusal, match="Undo that first"):
        unmerged(first)
    unmerged(second)
    assert Person.objects.get(by_reference("key:P-9")) == twin
    unmerged(first)
    assert Person.objects.get(by_reference("key:P-9")) == cast.stranger
    assert children(Person.objects.get(pk=twin.pk)) == {"Elias", "Mila"}


def test_of_two_merges_into_one_account_the_later_goes_back_first(cast: Cast, twin: Person) -> None:
    first = merged(cast.kari, twin)
    second = merged(cast.kari, cast.stranger)
    with pytest.raises(Refusal, match="Undo that first"):
        unmerged(first)
    unmerged(second)
    unmerged(first)
    assert children(Person.objects.get(pk=twin.pk)) == {"Elias", "Mila"}

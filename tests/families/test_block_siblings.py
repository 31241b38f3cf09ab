"""Also for the siblings: one act, a line of the journal each, and nobody who is not in reach."""

from datetime import date

import pytest

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families import block_grounds
from kinkeeper.families.block import block
from kinkeeper.families.block_grounds import Ground
from kinkeeper.families.block_siblings import block_siblings
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import AlreadyBlocked, BadDays, NotConnected
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from kinkeeper.readings.changeable_relationships import siblings
from tests.cast import Cast, connected

pytestmark = pytest.mark.django_db
COURT = Ground("court-order", "12 C 34/26", date(2099, 3, 3))


def state(parent: Person, child: Person) -> str:
    return Relationship.objects.get(parent=parent, child=child).state


def test_r_052_k15_the_siblings_are_blocked_in_one_act(cast: Cast, office: Actor) -> None:
    made = block_siblings(
        office, cast.kari, cast.nora, [cast.elias], reason="A judge.", ground=COURT
    )
    assert [each.child for each in made] == [cast.nora, cast.elias]
    for child in (cast.nora, cast.elias):
        assert state(cast.kari, child) == RelationshipState.BLOCKED
        (ground,) = block_grounds.of(cast.kari, child)
        assert (ground.basis, ground.reference) == (COURT.basis, COURT.reference)
    lines = Entry.objects.filter(action="relationship.blocked")
    assert {each.child_id for each in lines} == {cast.nora.pk, cast.elias.pk}


def test_k15_of_connected_ones_the_first_is_disconnected(cast: Cast, office: Actor) -> None:
    block_siblings(office, cast.kari, cast.nora, [cast.elias], reason="A judge.", connected=True)
    acts = Entry.objects.filter(person_id=cast.kari.pk).values_list("action", flat=True)
    assert set(acts) >= {"relationship.disconnected", "relationship.blocked"}
    with pytest.raises(NotConnected):
        block_siblings(office, cast.jonas, cast.elias, [cast.nora], reason="x", connected=True)
    assert state(cast.jonas, cast.nora) == RelationshipState.ACTIVE
    assert not Relationship.objects.filter(parent=cast.jonas, child=cast.elias).exists()


def test_k15_a_sibling_who_is_blocked_already_is_passed_over(cast: Cast, office: Actor) -> None:
    before = block(office, cast.kari, cast.elias, reason="An older order.")
    made = block_siblings(
        office, cast.kari, cast.nora, [cast.elias, cast.nora], reason="A judge.", ground=COURT
    )
    assert [each.child for each in made] == [cast.nora]
    now = Relationship.objects.get(parent=cast.kari, child=cast.elias)
    assert (now.reason, now.since) == ("An older order.", before.since)
    assert block_grounds.of(cast.kari, cast.elias) == []
    with pytest.raises(AlreadyBlocked):
        block_siblings(office, cast.kari, cast.nora, [], reason="A judge.")


def test_k11_all_of_them_or_none(cast: Cast, office: Actor) -> None:
    late = Ground("court-order", "", date(2020, 1, 1))
    with pytest.raises(BadDays):
        block_siblings(office, cast.kari, cast.nora, [cast.elias], reason="x", ground=late)
    for child in (cast.nora, cast.elias):
        assert state(cast.kari, child) == RelationshipState.ACTIVE


def test_k14_only_children_within_reach_are_named(cast: Cast) -> None:
    hers = siblings(of_command_line(cast.henry), cast.kari, cast.nora)
    assert hers == [cast.elias]
    assert siblings(of_command_line(cast.admin), cast.jonas, cast.nora) == [cast.theo]
    assert siblings(of_command_line(cast.henry), cast.jonas, cast.nora) == []
    assert siblings(of_command_line(cast.maria), cast.kari, cast.nora) == []


def test_acc_14_nobody_of_the_own_family_is_named(cast: Cast) -> None:
    connected(cast.henry, cast.elias)
    assert siblings(of_command_line(cast.henry), cast.kari, cast.nora) == []

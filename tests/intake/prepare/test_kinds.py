"""K36: a kind withholds what is new, and lowers nothing that stands."""

import pytest

from kinkeeper.families.connect import connect
from kinkeeper.families.models import (
    PendingRelationship,
    PendingState,
    Relationship,
    RelationshipState,
)
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from tests.cast import Cast
from tests.importing import codes, edges, imported, planned, undone

pytestmark = pytest.mark.django_db
PLAIN = "SyncID,First name,Last name,ChildID\n"
KIND = "SyncID,First name,Last name,Relationship,ChildID\n"
PUPIL = "SyncID,First name,Last name\nX-1,Eva,Lie\n"


def state_of(key: str) -> str:
    return Relationship.objects.get(parent__sync_key=key).state


def test_k36_an_aunt_of_a_file_is_proposed_and_a_hand_may_connect_her(
    cast: Cast, office: Actor
) -> None:
    made = imported(KIND + "P-60,Ada,Lie,Aunt,H-1\n")
    assert codes(made) == {"kind-not-a-parent": 1}
    assert state_of("P-60") == RelationshipState.PROPOSED
    assert is_empty(planned(KIND + "P-60,Ada,Lie,Aunt,H-1\n"))
    connect(office, Person.objects.get(sync_key="P-60"), cast.nora)
    again = imported(KIND + "P-60,Ada,Lie,Aunt,H-1\n")
    assert again.counts["relationships"]["existing"] == 1
    assert ("P-60", "H-1") in edges()


def test_k36_a_kind_demotes_nobody_who_is_connected(cast: Cast) -> None:
    imported(PLAIN + "P-60,Ada,Lie,H-1\n")
    made = imported(KIND + "P-60,Ada,Lie,Stepfather,H-1\n")
    assert made.counts["relationships"]["existing"] == 1
    assert ("P-60", "H-1") in edges()


@pytest.mark.parametrize("by_hand", [True, False])
def test_k36_a_kind_lowers_no_pending_relationship(
    cast: Cast, office: Actor, *, by_hand: bool
) -> None:
    imported(PLAIN + "P-60,Ada,Lie,X-1\n")
    assert is_empty(planned(KIND + "P-60,Ada,Lie,Aunt,X-1\n"))
    imported(KIND + "P-60,Ada,Lie,Aunt,X-1\nP-61,Ida,Lie,Aunt,X-1\n")
    assert set(PendingRelationship.objects.values_list("parent__sync_key", "granted")) == {
        ("P-60", True),
        ("P-61", False),
    }
    if by_hand:
        values = {"profile": "pupil", "sync_key": "X-1", "given_name": "Eva", "family_name": "Lie"}
        add(office, values, organisations=[cast.hillside])
    else:
        imported(PUPIL, profile="pupil")
    assert state_of("P-60") == RelationshipState.ACTIVE
    assert state_of("P-61") == RelationshipState.PROPOSED


@pytest.mark.parametrize("by_hand", [True, False])
def test_k36_a_pending_relationship_of_a_kind_demotes_nobody_when_it_ends(
    cast: Cast, office: Actor, *, by_hand: bool
) -> None:
    """The parent was connected meanwhile, by the child's other name."""
    imported(PUPIL, profile="pupil")
    imported(PLAIN + "P-60,Ada,Lie,X-1\n")
    imported(KIND + "P-60,Ada,Lie,Aunt,eva.new\n", child_match="username")
    assert not PendingRelationship.objects.get(value="eva.new").granted
    if by_hand:
        eva = Person.objects.get(sync_key="X-1")
        edit(office, eva, {"username": "eva.new"}, reach=WHOLE_SITE)
    else:
        pupils = "SyncID,User name,First name,Last name\nX-1,eva.new,Eva,Lie\n"
        imported(pupils, profile="pupil", overwrite="all")
    assert not PendingRelationship.objects.filter(state=PendingState.WAITING).exists()
    assert state_of("P-60") == RelationshipState.ACTIVE


def test_k13_an_undo_takes_a_proposal_by_kind_back(cast: Cast) -> None:
    undone(imported(KIND + "P-60,Ada,Lie,Aunt,H-1\n"))
    assert not Relationship.objects.filter(parent__sync_key="P-60").exists()


def test_k37_a_file_of_pupils_with_their_parents_keys(cast: Cast) -> None:
    """Case file-33: all of its steps come out right."""
    pupils = "STUDENT_ID,FIRST_NAME,LAST_NAME,PARENT_ID\n1,Ana,Alm,2\n2,Ben,Berg,1\n"
    first = imported(pupils, profile="pupil")
    assert first.counts["people"]["create"] == 2
    assert codes(first) == {"names-guardians": 1}
    imported("SyncID,First name,Last name,ChildID\nG7,Anas,Mother,1\n")
    ana = Person.objects.get(given_name="Ana")
    assert Relationship.objects.get(parent__sync_key="G7").child_id == ana.pk
    third = imported("PARENT_ID,FIRST_NAME,LAST_NAME\n5,Bens,Mother\n6,Anas,Mother\n")
    assert third.counts["people"]["create"] == 2
    siblings = "STUDENT_ID,FIRST_NAME,LAST_NAME,PARENT_ID\n11,Ana,Alm,6\n12,Bo,Alm,6\n13,Cy,Cor,5\n"
    fourth = imported(siblings, profile="pupil")
    assert fourth.counts["people"]["create"] == 3
    second = imported(siblings)
    assert second.counts["people"]["create"] == 0
    assert {("6", "11"), ("6", "12"), ("5", "13")} <= edges()
    assert Person.objects.get(sync_key="6").full_name == "Anas Mother"

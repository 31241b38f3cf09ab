"""Connect, remove, block and lift by hand."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from kinkeeper.access import scopes
from kinkeeper.families import block, connect, disconnect
from kinkeeper.families.models import Relationship, RelationshipKind, RelationshipState
from kinkeeper.families.refusals import (
    AlreadyBlocked,
    InTrash,
    NotAnAdult,
    NotAPupil,
    NotBlocked,
    NotConnected,
    ReasonMissing,
    RelationshipBlocked,
    SamePerson,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.registry.trash import trash
from tests.cast import Cast
from tests.importing import edges, imported

pytestmark = pytest.mark.django_db


def sees(parent: object, child: object) -> bool:
    return scopes.children(parent).filter(pk=child.pk).exists()  # type: ignore[attr-defined, arg-type]


def test_connecting_shows_the_child_and_nobody_elses(cast: Cast, office: Actor) -> None:
    connect.connect(office, cast.jonas, cast.elias, kind=RelationshipKind.FATHER)
    assert sees(cast.jonas, cast.elias)
    assert not sees(cast.stranger, cast.elias)


def test_connecting_twice_is_one_relationship(cast: Cast, office: Actor) -> None:
    first = connect.connect(office, cast.jonas, cast.elias)
    again = connect.connect(office, cast.jonas, cast.elias, kind=RelationshipKind.FATHER)
    assert (first.pk, again.kind) == (again.pk, RelationshipKind.FATHER)


def test_r_049_k15_removing_by_hand_makes_a_block_that_no_import_passes(
    cast: Cast, office: Actor
) -> None:
    disconnect.disconnect(office, cast.kari, cast.nora, reason="moved out")
    assert not sees(cast.kari, cast.nora)
    roster_import = imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\n")
    assert roster_import.counts["relationships"]["held_back"] == 1
    assert ("P-1", "H-1") not in edges()


def test_k15_without_a_block_the_next_import_may_connect(cast: Cast, office: Actor) -> None:
    disconnect.disconnect(office, cast.kari, cast.nora, reason="a mistake", block=False)
    assert ("P-1", "H-1") not in edges()
    imported("SyncID,First name,Last name,ChildID\nP-1,Kari,Berg,H-1\n")
    assert ("P-1", "H-1") in edges()


def test_a_pair_can_be_blocked_before_there_is_a_relationship(cast: Cast, office: Actor) -> None:
    block.block(office, cast.stranger, cast.nora, reason="court order")
    with pytest.raises(RelationshipBlocked):
        connect.connect(office, cast.stranger, cast.nora)
    imported("SyncID,First name,Last name,ChildID\nP-9,Vera,Stranger,H-1\n")
    assert not sees(cast.stranger, cast.nora)


def test_k27_lifting_a_block_connects_nobody(cast: Cast, office: Actor) -> None:
    disconnect.disconnect(office, cast.kari, cast.nora, reason="court order")
    block.unblock(office, cast.kari, cast.nora, reason="order lifted")
    assert not sees(cast.kari, cast.nora)
    relationship = Relationship.objects.get(parent=cast.kari, child=cast.nora)
    assert (relationship.state, relationship.sources) == (RelationshipState.ENDED, [])
    connect.connect(office, cast.kari, cast.nora)
    assert sees(cast.kari, cast.nora)


def test_k24_what_cannot_be_is_refused_with_a_sentence(cast: Cast, office: Actor) -> None:
    refused: list[tuple[type[Exception], Callable[[], object]]] = [
        (SamePerson, lambda: connect.connect(office, cast.kari, cast.kari)),
        (NotAPupil, lambda: connect.connect(office, cast.kari, cast.jonas)),
        (NotAnAdult, lambda: connect.connect(office, cast.elias, cast.nora)),
        (
            NotConnected,
            lambda: disconnect.disconnect(office, cast.jonas, cast.elias, reason="x"),
        ),
        (ReasonMissing, lambda: disconnect.disconnect(office, cast.kari, cast.nora, reason=" ")),
        (NotBlocked, lambda: block.unblock(office, cast.kari, cast.nora, reason="x")),
    ]
    for refusal, act in refused:
        with pytest.raises(refusal, match=r"\w+ \w+"):
            act()
    block.block(office, cast.jonas, cast.elias, reason="court order")
    with pytest.raises(AlreadyBlocked):
        block.block(office, cast.jonas, cast.elias, reason="again")
    trash(office, cast.stranger, reach=WHOLE_SITE)
    cast.stranger.refresh_from_db()
    with pytest.raises(InTrash):
        connect.connect(office, cast.stranger, cast.nora)


def test_k23_every_hand_act_is_in_the_journal(cast: Cast, office: Actor) -> None:
    connect.connect(office, cast.jonas, cast.elias)
    disconnect.disconnect(office, cast.jonas, cast.elias, reason="a court order")
    block.unblock(office, cast.jonas, cast.elias, reason="lifted")
    lines = Entry.objects.filter(person_id=cast.jonas.pk, child_id=cast.elias.pk).order_by("pk")
    assert [line.action for line in lines] == [
        "relationship.connected",
        "relationship.disconnected",
        "relationship.unblocked",
    ]
    assert lines[1].data["reason"] == "a court order"
    assert {line.actor_name for line in lines} == {"the office"}


def test_the_database_itself_keeps_a_pair_one_row(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(
            parent=cast.kari, child=cast.nora, state=RelationshipState.ACTIVE
        )


def test_the_database_itself_refuses_a_child_who_is_no_pupil(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(
            parent=cast.kari, child=cast.jonas, state=RelationshipState.ACTIVE
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Relationship.objects.create(
            parent=cast.elias, child=cast.nora, state=RelationshipState.ACTIVE
        )


def test_the_database_itself_keeps_a_pair_with_its_people(cast: Cast) -> None:
    relationships = Relationship.objects.filter(parent=cast.stranger)
    with pytest.raises(IntegrityError), transaction.atomic():
        relationships.update(child=cast.nora)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(cast.nora).objects.filter(pk=cast.nora.pk).update(profile="parent")

"""K8: pending relationships, and the ways in which the child can arrive."""

import pytest

from kinkeeper.families import block, pending_relationships
from kinkeeper.families.models import PendingRelationship, PendingState
from kinkeeper.families.refusals import NotPending
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.restore import restore
from kinkeeper.registry.trash import trash
from tests.cast import Cast, person
from tests.importing import edges, imported

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"


def test_k08_a_wait_is_shown_counted_and_made_once(cast: Cast) -> None:
    first = imported(HEAD + "P-1,Kari,Berg,X-1\n")
    again = imported(HEAD + "P-1,Kari,Berg,X-1\n")
    assert first.counts["relationships"]["pending"] == 1
    assert again.counts["relationships"] == first.counts["relationships"] | {
        "pending": 0,
        "existing": 1,
    }
    assert PendingRelationship.objects.filter(state=PendingState.WAITING).count() == 1


def test_k08_fulfilled_when_the_child_is_added_by_hand(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-1,Kari,Berg,X-1\n")
    new = {"profile": "pupil", "given_name": "Xen", "family_name": "B", "sync_key": "X-1"}
    add(office, new, organisations=[])
    assert ("P-1", "X-1") in edges()


def test_k08_fulfilled_when_a_pupil_gets_the_key(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-1\n")
    edit(office, cast.mila, {"sync_key": "X-1"}, reach=WHOLE_SITE)
    assert ("P-9", "X-1") in edges()


def test_k08_fulfilled_when_the_child_comes_back_from_the_trash(cast: Cast, office: Actor) -> None:
    child = person("xen.berg", "pupil", sync_key="X-1")
    trash(office, child, reach=WHOLE_SITE)
    roster_import = imported(HEAD + "P-1,Kari,Berg,X-1\n")
    assert ("P-1", "X-1") not in edges()
    child.refresh_from_db()
    restore(office, child)
    assert (("P-1", "X-1") in edges()) == (roster_import.counts["relationships"]["pending"] == 1)


@pytest.mark.parametrize("match", ["username", "internal-id"])
def test_the_other_ways_to_name_a_child(cast: Cast, match: str) -> None:
    value = "nora.berg" if match == "username" else str(cast.nora.pk)
    imported(HEAD + f"P-9,Vera,Stranger,{value}\n", child_match=match)
    assert ("P-9", "H-1") in edges()


def test_k08_a_block_made_while_waiting_holds(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-9,Vera,Stranger,X-1\n")
    child = person("xen.berg", "pupil")
    block.block(office, cast.stranger, child, reason="court order")
    edit(office, child, {"sync_key": "X-1"}, reach=WHOLE_SITE)
    assert ("P-9", "X-1") not in edges()
    assert not PendingRelationship.objects.filter(state=PendingState.WAITING).exists()


def test_k08_a_cancelled_wait_is_not_fulfilled(cast: Cast, office: Actor) -> None:
    imported(HEAD + "P-1,Kari,Berg,X-1\n")
    pending = PendingRelationship.objects.get()
    pending_relationships.cancel(office, pending)
    with pytest.raises(NotPending):
        pending_relationships.cancel(office, pending)
    imported("SyncID,First name,Last name\nX-1,Xen,Berg\n", profile="pupil")
    assert ("P-1", "X-1") not in edges()


def test_k08_no_file_fulfils_what_was_made_for_organisations_that_are_gone(cast: Cast) -> None:
    """Nothing in reach is not the whole site."""
    imported(HEAD + "P-1,Kari,Berg,X-1\n")
    for reach in ([], [2**40]):
        PendingRelationship.objects.update(reach=reach)
        imported("SyncID,First name,Last name\nX-1,Xen,Berg\n", profile="pupil")
        assert ("P-1", "X-1") not in edges()
    assert PendingRelationship.objects.get().state == PendingState.WAITING

"""K10 and K11: what is applied is what was shown, all of it or nothing."""

from collections.abc import Callable

import pytest

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.intake.apply.apply_plan import NotPlanned, Stale, apply
from kinkeeper.intake.models import FilePiece, ImportState
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.upload.discard import discard
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, PersonState
from kinkeeper.registry.add import add
from kinkeeper.registry.edit import edit
from kinkeeper.registry.former_keys import move_key
from tests.cast import Cast
from tests.importing import edges, planned, snapshot

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
FILE = (
    "SyncID,First name,Last name,E-mail,ChildID\n"
    "P-1,Kari,Berg,new@example.org,H-2\n"
    "P-80,Ada,New,ada@example.org,H-1\n"
    "P-80,Ada,New,ada@example.org,X-1\n"
)

MAKES_STALE: dict[str, Callable[[Cast], object]] = {
    "the person changed": lambda cast: edit(
        OFFICE, cast.kari, {"email": "hand@example.org"}, reach=WHOLE_SITE
    ),
    "a new key was taken": lambda cast: add(
        OFFICE,
        {"profile": "parent", "given_name": "Eve", "family_name": "X", "sync_key": "P-80"},
        organisations=[],
    ),
    "a relationship was blocked": lambda cast: block(
        OFFICE, Person.objects.get(sync_key="P-1"), cast.elias, reason="court order"
    ),
    "the waited-for child came": lambda cast: add(
        OFFICE,
        {"profile": "pupil", "given_name": "Xen", "family_name": "X", "sync_key": "X-1"},
        organisations=[],
    ),
    "a child went into the trash": lambda cast: Person.objects.filter(pk=cast.nora.pk).update(
        state=PersonState.TRASHED
    ),
    "a child's former key was moved": lambda cast: (
        edit(OFFICE, cast.nora, {"sync_key": "H-99"}, reach=WHOLE_SITE),
        move_key(OFFICE, "H-1", "numbered anew", reach=WHOLE_SITE),
    ),
}
LEAVES_TRUE: dict[str, Callable[[Cast], object]] = {
    # but for whom the file gives another address: that is a mail more than was shown (K39)
    "somebody signed in": lambda cast: Person.objects.filter(pk=cast.jonas.pk).update(
        last_login="2026-01-01T00:00Z"
    ),
    "a stranger was added": lambda cast: add(
        OFFICE,
        {"profile": "parent", "given_name": "Eve", "family_name": "X", "sync_key": "P-81"},
        organisations=[],
    ),
    "another relationship was made": lambda cast: connect(OFFICE, cast.stranger, cast.theo),
    "a child's name changed": lambda cast: edit(
        OFFICE, cast.nora, {"given_name": "Nora Eva"}, reach=WHOLE_SITE
    ),
}


@pytest.mark.parametrize("what", MAKES_STALE)
def test_k10_a_plan_that_is_no_longer_true_is_not_applied(cast: Cast, what: str) -> None:
    roster_import = planned(FILE)
    MAKES_STALE[what](cast)
    before = snapshot()
    with pytest.raises(Stale):
        apply(roster_import, of_command_line().actor)
    assert snapshot() == before
    replacement = renew(roster_import, of_command_line().actor, "people")
    assert replacement is not None
    roster_import.refresh_from_db()
    assert (roster_import.state, roster_import.replaced_by_id) == (
        ImportState.STALE,
        replacement.pk,
    )
    assert replacement.state == ImportState.PLANNED
    apply(replacement, of_command_line().actor)


@pytest.mark.parametrize("what", LEAVES_TRUE)
def test_k10_a_living_site_does_not_make_every_plan_stale(cast: Cast, what: str) -> None:
    roster_import = planned(FILE)
    LEAVES_TRUE[what](cast)
    apply(roster_import, of_command_line().actor)
    assert {("P-1", "H-2"), ("P-80", "H-1")} <= edges()


def test_k11_applying_again_changes_nothing(cast: Cast) -> None:
    roster_import = planned(FILE)
    apply(roster_import, of_command_line().actor)
    before = snapshot()
    assert apply(roster_import, of_command_line().actor).state == ImportState.APPLIED
    assert snapshot() == before


def test_a_discarded_plan_is_not_applied_and_its_file_is_gone(cast: Cast) -> None:
    roster_import, before = planned(FILE), snapshot()
    discard(OFFICE, roster_import)
    with pytest.raises(NotPlanned):
        apply(roster_import, of_command_line().actor)
    assert snapshot() == before
    assert not FilePiece.objects.filter(roster_import=roster_import).exists()


def test_k30_the_file_is_gone_once_the_plan_is_applied(cast: Cast) -> None:
    roster_import = planned(FILE)
    assert FilePiece.objects.filter(roster_import=roster_import).exists()
    apply(roster_import, of_command_line().actor)
    assert not FilePiece.objects.filter(roster_import=roster_import).exists()


def test_k12_a_password_from_a_file_is_sealed_and_must_be_changed(cast: Cast) -> None:
    secret = "green harbour seven ladders"
    roster_import = planned(f"SyncID,First name,Last name,Password\nP-90,Ada,New,{secret}\n")
    assert secret.encode() not in b"".join(
        bytes(piece.sealed) for piece in FilePiece.objects.filter(roster_import=roster_import)
    )
    apply(roster_import, of_command_line().actor)
    person = Person.objects.get(sync_key="P-90")
    assert person.must_change_password
    assert person.password == ""
    assert secret.encode() not in bytes(person.sealed_password or b"")


def test_k12_a_password_for_somebody_who_is_here_is_ignored_and_said_once(cast: Cast) -> None:
    text = "SyncID,First name,Last name,Password\nP-1,Kari,Berg,green harbour seven ladders\n"
    roster_import = planned(text + "P-2,Jonas,Lund,green harbour eight ladders\n")
    assert roster_import.counts["problem_counts"]["password-ignored"] == 1
    assert roster_import.counts["people"]["update"] == 0

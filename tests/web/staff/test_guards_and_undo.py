"""Second looks at an import in the browser: guards, undo, and relationships that a person
decides."""

import pytest
from django.test import Client

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.intake import jobs
from kinkeeper.intake.models import Import
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.importing import edges, imported, planned
from tests.web.conftest import As

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
MANY = HEAD + "".join(f"B-{n},Ada,Lie{n},Z-{n}\n" for n in range(30))
ACTOR: list[object] = [None, "worker", "a test"]


@pytest.fixture
def anna(cast: Cast, signed_in: As) -> Client:
    return signed_in(cast.admin)


# A step holds its lock until its transaction ends, so here each has one of its own.
@pytest.mark.django_db(transaction=True)
def test_a_guard_is_passed_with_a_number_and_a_reason(anna: Client) -> None:
    roster_import = planned(MANY)
    page = f"/staff/imports/{roster_import.pk}/"
    shown = anna.get(page).content.decode()
    assert "30 of 30 child keys are unknown" in shown
    assert f'action="{page}apply/"' not in shown
    assert anna.post(f"{page}apply/").headers["Location"] == f"{page}guard/"
    for wrong in ({}, {"number": "29", "reason": "x"}, {"number": "30", "reason": " "}):
        assert anna.post(f"{page}guard/", wrong).status_code == 422
    right = {"number": "30", "reason": "the pupils come tomorrow"}
    assert anna.post(f"{page}guard/", right).headers["Location"] == page
    jobs.apply_import(roster_import_id=roster_import.pk, actor=ACTOR, accept=right["reason"])
    assert Import.objects.get(pk=roster_import.pk).state == "applied"


def test_a_worker_never_passes_a_guard_by_itself(cast: Cast) -> None:
    roster_import = planned(MANY)
    jobs.apply_import(roster_import_id=roster_import.pk, actor=ACTOR)
    assert Import.objects.get(pk=roster_import.pk).state == "planned"


def test_k13_an_undo_is_shown_first_and_done_as_shown(cast: Cast, anna: Client) -> None:
    roster_import = imported(HEAD + "P-5,Ada,Lie,H-1\nP-1,Kari,Berg,L-1\n")
    page = f"/staff/imports/{roster_import.pk}/"
    assert "Undo this import" in anna.get(page).content.decode()
    shown = anna.get(f"{page}undo/")
    assert "1 unused account is deleted" in shown.content.decode()
    assert ("P-5", "H-1") in edges()
    stale = anna.post(f"{page}undo/", {"shown": "x"})
    assert "Nothing was done" in stale.content.decode()
    assert ("P-5", "H-1") in edges()
    anna.post(f"{page}undo/", {"shown": shown.context["undo"].mark})
    assert ("P-5", "H-1") not in edges()
    assert "was undone" in anna.get(page).content.decode()
    assert anna.get(f"{page}undo/").headers["Location"] == page


def test_k26_a_person_decides_what_a_file_proposed(cast: Cast, anna: Client, signed_in: As) -> None:
    imported("SyncID,First name,Last name,Court order,ChildID\nP-5,Ada,Lie,see 12/3,H-1\n")
    relationship = Relationship.objects.get(state=RelationshipState.PROPOSED)
    listed = anna.get("/staff/relationships/").content.decode()
    assert "see 12/3" in listed
    grant = f"/staff/relationships/proposed/{relationship.pk}/grant/"
    assert signed_in(cast.lara).post(grant).status_code == 404
    assert ("P-5", "H-1") not in edges()
    assert anna.post(grant, {"reason": " "}).status_code == 422  # K27: only with a reason
    assert ("P-5", "H-1") not in edges()
    assert "see 12/3" in anna.get(grant).content.decode()
    assert anna.post(grant, {"reason": "the court has lifted it"}).status_code == 302
    assert ("P-5", "H-1") in edges()
    line = Entry.objects.get(action="relationship.granted")
    assert line.data["file"] == "see 12/3"
    assert line.data["reason"] == "the court has lifted it"
    assert anna.post(grant).status_code == 404


def test_k26_declining_blocks_the_relationship(cast: Cast, anna: Client) -> None:
    imported("SyncID,First name,Last name,Custody,ChildID\nP-5,Ada,Lie,no,H-1\n")
    ada = Person.objects.get(sync_key="P-5")
    address = f"/staff/people/{cast.nora.pk}/remove/{ada.pk}/"
    anna.post(address, {"reason": "the court said no", "block": "on"})
    assert Relationship.objects.get(parent=ada, child=cast.nora).state == RelationshipState.BLOCKED

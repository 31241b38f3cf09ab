"""K13: what an import made goes, what it changed goes back, what somebody changed since stays."""

from typing import Any

import pytest
from django.utils import timezone

from kinkeeper.credentials import redeem
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.families.block import block
from kinkeeper.families.connect import connect
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import PendingRelationship, Relationship, RelationshipState
from kinkeeper.intake.models import Import
from kinkeeper.intake.undo import leftover_sentences
from kinkeeper.intake.undo.undo_import import Differs, NotApplied, foresee, undo
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from tests.cast import Cast, person
from tests.importing import edges, imported, planned, snapshot, undone

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,E-mail,ChildID\n"
FILE = HEAD + "P-1,Kåri,Berg,new@example.org,L-1\nP-5,Ada,Lie,a@example.org,H-1\nP-5,Ada,Lie,,X-9\n"


def because(found: list[dict[str, Any]]) -> str:
    return "; ".join(leftover_sentences.because(each) for each in found)


def test_r_065_k13_apply_then_undo_is_as_if_nothing_had_been(cast: Cast) -> None:
    before = snapshot()
    roster_import = imported(FILE, organisation="Hillside")
    assert snapshot() != before
    told = undone(roster_import)
    assert snapshot() == before
    assert told.taken_back == {
        "people": {"removed": 1, "restored": 1},
        "relationships": {"removed": 2, "restored": 0},
        "rights": {"removed": 0, "restored": 0},
        "pending": 1,
        "organisations": 0,
    }
    assert (told.kept, told.failed) == ([], [])
    assert Import.objects.get(pk=roster_import.pk).state == "undone"


def test_k13_the_same_file_can_be_imported_again_and_gives_other_ids(cast: Cast) -> None:
    roster_import = imported(FILE, organisation="Hillside")
    first = Person.objects.get(sync_key="P-5").pk
    undone(roster_import)
    again = imported(FILE, organisation="Hillside")
    assert again.counts["people"] == roster_import.counts["people"]
    assert again.counts["relationships"] == roster_import.counts["relationships"]
    assert Person.objects.get(sync_key="P-5").pk > first


def test_k13_an_undo_happens_once(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    undone(roster_import)
    with pytest.raises(NotApplied):
        undone(roster_import)
    with pytest.raises(NotApplied):
        undone(planned(FILE))


def test_k13_k23_the_undo_is_in_the_journal(cast: Cast) -> None:
    roster_import = imported(FILE, by=cast.admin)
    undone(roster_import, by=cast.admin)
    line = Entry.objects.get(action="import.undone")
    assert (line.import_id, line.actor_id) == (roster_import.pk, cast.admin.pk)
    assert line.data["people"] == {"removed": 1, "restored": 1}


def test_k13_what_a_hand_changed_since_stays_and_is_listed(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    edit(office, Person.objects.get(pk=cast.kari.pk), {"given_name": "Kari Anne"}, reach=WHOLE_SITE)
    edit(office, Person.objects.get(sync_key="P-5"), {"phone": "123"}, reach=WHOLE_SITE)
    told = undone(roster_import)
    kari = Person.objects.get(pk=cast.kari.pk)
    assert (kari.given_name, kari.email) == ("Kari Anne", "kari@example.org")
    assert Person.objects.filter(sync_key="P-5").exists()
    assert "First name has been changed again" in because(told.kept)
    assert "was changed by the office on" in because(told.kept)


def test_imp_12_who_has_signed_in_stays_and_loses_the_child(cast: Cast) -> None:
    roster_import = imported(FILE)
    Person.objects.filter(sync_key="P-5").update(last_login=timezone.now())
    told = undone(roster_import)
    assert Person.objects.filter(sync_key="P-5").exists()
    assert ("P-5", "H-1") not in edges()
    assert because(told.kept) == "has already signed in"


def test_k13_codes_of_people_who_go_die(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    made = issue_many(office, [Person.objects.get(sync_key="P-5").pk], Channel.LETTER)[0]
    undone(roster_import)
    assert not Credential.objects.exists()
    with pytest.raises(redeem.Unusable):
        redeem.by_code(office, made.code or "")


def test_k13_k27_a_block_holds_and_keeps_its_people(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    ada = Person.objects.get(sync_key="P-5")
    disconnect(office, ada, cast.nora, reason="court order")
    told = undone(roster_import)
    assert Relationship.objects.get(parent=ada, child=cast.nora).state == RelationshipState.BLOCKED
    assert "was blocked by the office" in because(told.kept)
    again = imported(FILE)
    assert again.counts["relationships"]["held_back"] == 1


def test_k13_a_block_set_beforehand_is_not_lifted(cast: Cast, office: Actor) -> None:
    block(office, cast.kari, cast.theo, reason="court order")
    before = snapshot()
    undone(imported(FILE))
    assert snapshot() == before


def test_k13_what_a_hand_says_too_stays(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    connect(office, cast.kari, cast.theo)
    told = undone(roster_import)
    relationship = Relationship.objects.get(parent=cast.kari, child=cast.theo)
    assert (relationship.state, relationship.sources) == (RelationshipState.ACTIVE, ["manual"])
    assert "is also asserted by others (by hand)" in because(told.kept)


def test_k13_a_relationship_that_was_ended_since_stays_ended(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    disconnect(office, cast.kari, cast.theo, reason="moved out", block=False)
    told = undone(roster_import)
    assert "was ended by the office" in because(told.kept)


def test_k13_in_between_a_later_file_keeps_what_it_names(cast: Cast) -> None:
    first, second = imported(FILE), imported(FILE)
    told = undone(first)
    assert ("P-5", "H-1") in edges()
    assert f"import {second.pk} names this" in because(told.kept)
    relationship = Relationship.objects.get(parent__sync_key="P-5", child=cast.nora)
    assert relationship.sources == [f"import:{second.pk}"]
    undone(second)
    assert ("P-5", "H-1") not in edges()
    assert not Person.objects.filter(sync_key="P-5").exists()


def test_k13_latest_first_goes_all_the_way_back(cast: Cast) -> None:
    before = snapshot()
    roster_imports = [
        imported(HEAD + "P-5,Ada,Lie,a@example.org,H-1\n", series="one"),
        imported(HEAD + "P-5,Ada,Lie,b@example.org,H-1\nP-5,Ada,Lie,,H-2\n", series="two"),
        imported(HEAD + "P-5,Ada,Lie,c@example.org,H-2\n", series="two", links="exact"),
        imported(HEAD + "P-5,Ada,Lie,c@example.org,H-1\n", series="one"),
    ]
    for roster_import in reversed(roster_imports):
        undone(roster_import)
    assert snapshot() == before


def test_k13_exact_is_taken_back(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,,H-1\nP-5,Ada,Lie,,H-2\n")
    before = snapshot()
    told = undone(imported(HEAD + "P-5,Ada,Lie,,H-1\n", links="exact"))
    assert snapshot() == before
    assert told.taken_back["relationships"] == {"removed": 0, "restored": 1}


def test_k13_a_withdrawn_access_is_taken_back(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,,H-1\n")
    before = snapshot()
    undone(imported("SyncID,First name,Last name,Custody,ChildID\nP-5,Ada,Lie,no,H-1\n"))
    assert snapshot() == before


def test_k13_a_child_that_goes_makes_its_relationships_pending_again(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,,X-9\n")
    before = snapshot()
    pupils = imported("SyncID,First name,Last name\nX-9,Xen,Berg\n", profile="pupil")
    assert ("P-5", "X-9") in edges()
    undone(pupils)
    assert snapshot() == before
    assert PendingRelationship.objects.filter(state="waiting").count() == 1


def test_k13_parents_taken_back_after_the_child_came(cast: Cast) -> None:
    before = snapshot()
    parents = imported(HEAD + "P-5,Ada,Lie,,X-9\n")
    pupils = imported("SyncID,First name,Last name\nX-9,Xen,Berg\n", profile="pupil")
    undone(parents)
    assert ("P-5", "X-9") not in edges()
    undone(pupils)
    assert snapshot() == before


def test_k13_organisations_that_nobody_needs_go(cast: Cast) -> None:
    before = snapshot()
    file = "SyncID,First name,Last name,Class\nX-1,Xen,Berg,1A\nX-2,Yan,Berg,5A\n"
    roster_import = imported(file, profile="pupil", organisation="Hillside")
    person("new.comer", "pupil", cast.class_5a)
    told = undone(roster_import)
    assert told.taken_back["organisations"] == 1
    assert snapshot()["organisations"] == before["organisations"]


def test_k13_swapped_usernames_go_back(cast: Cast) -> None:
    before = snapshot()
    file = "SyncID,Username,First name,Last name\nP-1,jonas.lund,Kari,Berg\n"
    file += "P-2,kari.berg,Jonas,Lund\n"
    undone(imported(file, match_on="sync-key", overwrite="all"))
    assert snapshot() == before


def test_k13_a_username_that_is_taken_by_now_cannot_come_back(cast: Cast) -> None:
    file = "SyncID,Username,First name,Last name\nP-1,kari.other,Kari,Berg\n"
    roster_import = imported(file, match_on="sync-key", overwrite="all")
    person("kari.berg", "parent")
    told = undone(roster_import)
    assert Person.objects.get(sync_key="P-1").username == "kari.other"
    assert "somebody else now has the earlier username" in because(told.failed)


def test_k13_a_reset_password_cannot_come_back(cast: Cast) -> None:
    head = "SyncID,First name,Last name,Password\n"
    roster_import = imported(
        head + "P-1,Kari,Berg,green harbour seven ladders\n", reset_passwords=True
    )
    assert "earlier password" in because(undone(roster_import).failed)


def test_k14_an_undo_stays_in_reach(cast: Cast) -> None:
    file = HEAD + "P-5,Ada,Lie,a@example.org,H-1\n"
    roster_import = imported(file, by=cast.henry, organisation="Hillside")
    Person.objects.get(sync_key="P-5").memberships.update(organisation=cast.lakeside)
    told = undone(roster_import, by=cast.henry)
    assert Person.objects.filter(sync_key="P-5").exists()
    assert "outside your organisations" in because(told.kept)


def test_what_an_undo_would_do_is_shown_and_changes_nothing(cast: Cast, office: Actor) -> None:
    roster_import = imported(FILE)
    before = snapshot()
    shown = foresee(roster_import, office, WHOLE_SITE)
    assert snapshot() == before
    assert roster_import.state == "applied"
    Person.objects.filter(sync_key="P-5").update(last_login=timezone.now())
    with pytest.raises(Differs):
        undo(roster_import, office, WHOLE_SITE, shown=shown.mark)
    assert Import.objects.get(pk=roster_import.pk).state == "applied"
    again = foresee(roster_import, office, WHOLE_SITE)
    assert undo(roster_import, office, WHOLE_SITE, shown=again.mark).as_json() == again.as_json()

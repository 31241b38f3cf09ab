"""Rows of one person: what holds for the person holds for each of them, however it found them."""

import pytest

from kinkeeper.intake.models import ImportState
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.intake.stored_plan import is_empty, refusal
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,Username,First name,Last name,E-mail,ChildID\n"
OFFICE = Actor(None, "the office", "a test")


def test_k14_a_guessed_key_tells_nothing_through_a_row_of_the_same_username(cast: Cast) -> None:
    """The keyless row would take over another school's person, and show name and address."""
    file = HEAD + "P-9,nobody.yet,,,,\n,nobody.yet,,,,H-1\n"
    roster_import = planned(file, organisation="Hillside", by=cast.henry)
    assert codes(roster_import) == {"not-allowed": 2}
    told = [*roster_import.people.values(), *roster_import.relationships.values()]
    assert "Vera" not in str(told)
    assert "vera@example.org" not in str(told)
    assert roster_import.people.exclude(act="rejected").count() == 0


def test_k04_a_pupil_is_never_planned_as_a_parent(cast: Cast) -> None:
    file = HEAD + "H-2,nobody.yet,Elias,Berg,,\n,nobody.yet,Elias,Berg,,H-1\n"
    roster_import = imported(file)
    assert codes(roster_import) == {"other-profile": 2}
    assert ("H-2", "H-1") not in edges()


def test_k04_whoever_is_in_the_trash_is_not_woken_by_a_row_without_a_key(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(state="trashed")
    roster_import = planned(HEAD + "P-1,nobody.yet,Kari,Berg,,\n,nobody.yet,Kari,Berg,,H-2\n")
    assert codes(roster_import) == {"in-trash": 2}


def test_k05_a_row_without_a_key_joins_one_with_a_key(cast: Cast) -> None:
    imported(HEAD + "P-5,new.name,Ada,Moe,,H-1\n,new.name,Ada,Moe,,H-2\n")
    assert {("P-5", "H-1"), ("P-5", "H-2")} <= edges()


@pytest.mark.parametrize("match_on", ["username", "email"])
def test_k11_one_key_under_two_people_is_a_problem_and_no_endless_plan(match_on: str) -> None:
    file = HEAD + "K1,ada,Ada,Berg,a@example.org,\nK1,bo,Bo,Lund,b@example.org,\n"
    roster_import = imported(file, match_on=match_on)
    assert codes(roster_import) == {"duplicate-key": 2}
    assert roster_import.state == ImportState.APPLIED
    assert Person.objects.count() == 0


def test_k09_what_is_wrong_with_one_row_is_wrong_with_its_person(cast: Cast) -> None:
    """Else the second run would do more than the first, which brought the person in."""
    file = HEAD + "P-5,kari.berg,Ada,Moe,,H-1\nP-5,,Ada,Moe,,H-2\n"
    roster_import = imported(file)
    assert codes(roster_import) == {"username-taken": 2}
    assert is_empty(planned(file))
    assert not Person.objects.filter(sync_key="P-5").exists()


def test_k08_nothing_is_pending_to_an_internal_id(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-5,,Ada,Moe,,99999\n", child_match="internal-id")
    assert roster_import.counts["relationships"]["pending"] == 0
    assert roster_import.counts["relationships"]["rejected"] == 1
    assert roster_import.problems.get().severity == "error"


def test_k10_a_plan_that_no_new_plan_mends_is_refused(cast: Cast) -> None:
    """As the same violation would come of it again and again."""
    roster_import = planned(HEAD + "P-5,ada,Ada,Moe,,\n")
    again = renew(roster_import, OFFICE, "unique")
    assert again is not None
    assert again.state == ImportState.PLANNED
    refused = renew(again, OFFICE, "unique")
    assert refused is not None
    assert refused.state == ImportState.REFUSED
    assert codes(refused) == {"cannot-be-applied": 1}
    assert refusal(refused)


def test_k10_a_plan_that_is_stale_once_is_made_anew(cast: Cast) -> None:
    roster_import = planned(HEAD + "P-5,ada,Ada,Moe,,\n")
    person("ada.moe", Profile.PARENT, sync_key="P-5")
    again = renew(roster_import, OFFICE, "new people")
    assert again is not None
    assert again.state == ImportState.PLANNED

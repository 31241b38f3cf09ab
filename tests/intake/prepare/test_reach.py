"""K14: a school administrator's file touches the own school, and learns nothing of another."""

import pytest

from kinkeeper.families.models import PendingRelationship, PendingState
from kinkeeper.intake.stored_plan import summary
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, person
from tests.importing import codes, edges, imported

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"


def test_r_041_k14_a_child_of_another_school_answers_like_one_that_never_existed(
    cast: Cast,
) -> None:
    there = summary(imported(HEAD + "P-60,Ada,Berg,L-9\n", by=cast.henry))
    nowhere = summary(imported(HEAD + "P-61,Ida,Berg,Z-9\n", by=cast.henry))
    for document in (there, nowhere):
        document["import"] = 0
        for problem in document["problems"]:
            problem["value"] = problem["message"] = ""
    assert there == nowhere
    assert ("P-60", "L-9") not in edges()


def test_k14_k08_a_pending_relationship_is_never_fulfilled_by_another_schools_pupil(
    cast: Cast,
) -> None:
    imported(HEAD + "P-60,Ada,Berg,L-50\n", by=cast.henry)
    imported("SyncID,First name,Last name\nL-50,Lea,Lake\n", profile="pupil", by=cast.lara)
    assert ("P-60", "L-50") not in edges()
    assert PendingRelationship.objects.get(value="L-50").state == PendingState.WAITING


def test_k14_somebodys_own_key_out_of_reach_is_plain_not_allowed(cast: Cast) -> None:
    roster_import = imported(HEAD + "P-9,Vera,Stranger,H-1\n", by=cast.henry)
    assert codes(roster_import) == {"not-allowed": 1}
    assert roster_import.counts["people"]["rejected"] == 1
    told = str(summary(roster_import))
    assert "Lakeside" not in told
    assert ("P-9", "H-1") not in edges()


def test_k14_a_username_out_of_reach_is_plain_not_allowed(cast: Cast) -> None:
    text = "SyncID,User name,First name,Last name\nP-70,vera.stranger,Ada,Berg\n"
    assert codes(imported(text, by=cast.henry)) == {"not-allowed": 1}


def test_k14_a_parent_at_both_schools_can_be_connected_by_either(cast: Cast) -> None:
    imported(HEAD + "P-2,Jonas,Lund,H-2\n", by=cast.henry)
    assert ("P-2", "H-2") in edges()


def test_k08_the_system_administrators_pending_relationship_is_fulfilled_anywhere(
    cast: Cast,
) -> None:
    imported(HEAD + "P-60,Ada,Berg,L-50\n")
    imported("SyncID,First name,Last name\nL-50,Lea,Lake\n", profile="pupil", by=cast.lara)
    assert ("P-60", "L-50") in edges()


def test_k08_a_key_that_means_no_pupil_connects_nothing(cast: Cast) -> None:
    person("tom.teacher", Profile.TEACHER, sync_key="T-1")
    roster_import = imported(HEAD + "P-60,Ada,Berg,T-1\n")
    assert codes(roster_import) == {"child-not-a-pupil": 1}
    assert roster_import.counts["people"]["create"] == 1
    assert Person.objects.get(sync_key="P-60").as_parent.count() == 0

"""K31: a column that may say who has no right stops an import until a person has spoken, once."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import, ImportState
from tests.cast import Cast
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID,Lives with\n"


def stopped(roster_import: Import) -> bool:
    reasons = (roster_import.counts["guard"] or {"reasons": []})["reasons"]
    return [each["code"] for each in reasons] == ["unread-rights"]


def test_k31_it_stops_until_a_person_says_once_that_it_is_not_about_rights(cast: Cast) -> None:
    with pytest.raises(Guarded):
        imported(HEAD + "P-5,Ada,Lie,H-1,yes\n")
    assert ("P-5", "H-1") not in edges()
    done = imported(HEAD + "P-5,Ada,Lie,H-1,yes\n", mapping={"Lives with": "ignore"})
    assert done.state == ImportState.APPLIED
    later = imported(HEAD + "P-5,Ada,Lie,H-1,yes\nP-6,Ida,Moe,H-2,no\n")
    assert ("P-6", "H-2") in edges()
    assert later.counts["unread"][0]["said"]
    other = planned(HEAD + "P-7,Una,Ek,H-2,no contact with the child\n")
    assert stopped(other)
    said = planned(HEAD + "P-7,Una,Ek,H-2,no contact\n", mapping={"Lives with": "ignore"})
    assert stopped(said)  # an old choice, repeated, is no answer to other cells
    actor = viewer.of_command_line(None).actor
    apply(said, actor, accept="I have asked the office")
    assert not stopped(planned(HEAD + "P-8,Eva,Ask,H-2,no contact\n"))


def test_k31_an_answer_of_another_series_counts_for_nothing(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,H-1,yes\n", mapping={"Lives with": "ignore"}, series="one")
    assert stopped(planned(HEAD + "P-6,Ida,Moe,H-2,no\n", series="two"))
    assert stopped(planned(HEAD + "P-6,Ida,Moe,H-2,no\n"))
    assert not stopped(planned(HEAD + "P-6,Ida,Moe,H-2,no\n", series="one"))


def test_k9_the_same_file_again_is_empty_and_stops_for_nothing(cast: Cast) -> None:
    imported(HEAD + "P-5,Ada,Lie,H-1,yes\n", mapping={"Lives with": "ignore"})
    assert planned(HEAD + "P-5,Ada,Lie,H-1,yes\n").counts["guard"] is None


def test_k31_pupils_of_pending_relationships_stop_at_a_column_about_rights(cast: Cast) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-5,Ada,Lie,N-1\n")
    head = "SyncID,First name,Last name,Court order\n"
    plan = planned(head + "N-1,Mia,Lie,no contact with the mother\n", profile="pupil")
    assert plan.counts["relationships"]["create"] == 1
    assert stopped(plan)
    other = planned(head + "N-2,Ole,Lie,no contact with the mother\n", profile="pupil")
    assert not stopped(other)

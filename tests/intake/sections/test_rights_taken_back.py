"""K13 and K27: an undo takes back what a file said of rights, and shows nobody more by it."""

import pytest

from kinkeeper.families.answer_question import connect_instead
from kinkeeper.families.models import PendingRelationship, Question
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import Area, Preset
from tests.cast import Cast
from tests.importing import imported, planned, undone
from tests.intake.sections.test_rights_in_files import (
    ALL,
    DAY,
    HEAD,
    NONE,
    accepted,
    acts,
    person,
    row,
    seen,
)

pytestmark = pytest.mark.django_db
MIA = "SyncID,First name,Last name\nS-NEW,Mia,Moe\n"


@pytest.mark.parametrize("cell", ["school-day", "school-day;absence"])
def test_k27_where_the_default_has_become_wider_since_what_the_file_said_stays(
    cast: Cast, office: Actor, cell: str
) -> None:
    settings.change(office, "rights", Preset.SCHOOL_DAY_ONLY.value)
    file = HEAD + row(cast.kari.sync_key or "", cast.nora.sync_key or "", cell, "Kari")
    made = accepted(file.replace("Moe", cast.kari.family_name))
    settings.change(office, "rights", Preset.EVERYTHING.value)
    before = seen(cast.kari, cast.nora)
    back = undone(made)
    assert seen(cast.kari, cast.nora) == before
    assert [each["code"] for each in back.kept if each["code"] == "rights-narrowed"]


def test_k27_other_areas_instead_show_neither_these_nor_those_after_an_undo(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    back = undone(accepted(HEAD + row("V-1", cast.nora.sync_key or "", "absence")))
    assert seen(person("V-1"), cast.nora) == NONE
    assert [each["code"] for each in back.kept if each["code"] == "rights-narrowed"]
    again = HEAD + row("V-1", cast.nora.sync_key or "", "school-day")
    accepted(again)
    assert seen(person("V-1"), cast.nora) == DAY
    assert acts(planned(again)) == ["existing"]


def test_k09_a_later_file_of_another_series_takes_over_nothing(cast: Cast) -> None:
    none = accepted(HEAD + row("V-1", cast.nora.sync_key or "", "none"))
    file = HEAD + row("V-1", cast.nora.sync_key or "", "everything")
    for _time in range(2):
        imported(file, organisation="Hillside")
    back = undone(none)
    assert [each["code"] for each in back.kept if each["code"] == "rights-narrowed"]
    assert seen(person("V-1"), cast.nora) == NONE
    assert acts(planned(file, organisation="Hillside")) == ["existing"]


def test_k13_what_a_pending_relationship_was_widened_by_goes_after_the_child_came(
    cast: Cast,
) -> None:
    imported(HEAD + row("V-1", "S-NEW", "school-day;absence"))
    wider = accepted(HEAD + row("V-1", "S-NEW", "everything"))
    imported(MIA, profile="pupil")
    assert seen(person("V-1"), person("S-NEW")) == ALL
    undone(wider)
    assert seen(person("V-1"), person("S-NEW")) == DAY | {Area.ABSENCE}


def test_k13_so_it_does_after_a_person_said_who_is_meant(cast: Cast, office: Actor) -> None:
    imported(HEAD + row("V-1", "H-11", "school-day"))
    wider = accepted(HEAD + row("V-1", "H-11", "everything"))
    question = Question.objects.get(kind="likely-key")
    pendings = list(PendingRelationship.objects.filter(state="waiting"))
    connect_instead(office, question, cast.nora, pendings, reason="a slip of the key")
    assert seen(person("V-1"), cast.nora) == ALL
    undone(wider)
    assert seen(person("V-1"), cast.nora) == DAY


def test_k13_what_a_later_file_says_again_of_a_pending_relationship_is_its_own(
    cast: Cast,
) -> None:
    imported(HEAD + row("V-1", "S-NEW", "school-day"))
    file = HEAD + row("V-1", "S-NEW", "everything")
    wider = accepted(file)
    imported(file)
    undone(wider)
    assert set(PendingRelationship.objects.get().areas or ()) == ALL
    assert acts(planned(file)) == ["existing"]


def test_k27_a_child_who_goes_and_comes_again_is_shown_as_files_said_last(cast: Cast) -> None:
    imported(HEAD + row("V-1", "S-NEW", "everything"))
    pupils = imported(MIA, profile="pupil")
    undone(imported(HEAD + row("V-1", "S-NEW", "none")))
    assert seen(person("V-1"), person("S-NEW")) == NONE
    undone(pupils)
    assert not Person.objects.filter(sync_key="S-NEW").exists()
    imported(MIA, profile="pupil")
    assert seen(person("V-1"), person("S-NEW")) == NONE


def test_k27_undone_in_any_order_three_files_show_no_more(cast: Cast) -> None:
    key = cast.nora.sync_key or ""
    made = [accepted(HEAD + row("V-1", key, each)) for each in ("school-day", "all", "absence")]
    vera, last = person("V-1"), seen(person("V-1"), cast.nora)
    for number in (1, 0):
        undone(made[number])
        assert seen(vera, cast.nora) <= last
    undone(made[2])
    assert not RightsStatement.objects.filter(parent=vera).exists()

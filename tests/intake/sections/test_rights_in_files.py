"""Files say what parents may see of children (K16): planned, guarded, applied, undone."""

import pytest

from kinkeeper.access import viewer
from kinkeeper.families import stated_rights
from kinkeeper.families.answer_question import connect_instead
from kinkeeper.families.lift_rights import lift
from kinkeeper.families.models import PendingRelationship, Question, Relationship
from kinkeeper.families.refusals import NothingSet, ReasonMissing
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.intake.apply.apply_plan import Guarded, Stale, apply
from kinkeeper.intake.models import Import, PlannedRights
from kinkeeper.intake.prepare.replan import renew
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset
from tests.cast import Cast
from tests.importing import codes, imported, planned, undone
from tests.merging import merged, unmerged
from tests.roster.workbooks import book

pytestmark = pytest.mark.django_db

HEAD = "SyncID,First name,Last name,ChildID,Areas\n"
ALL, NONE = frozenset(Area), frozenset[Area]()
DAY = frozenset({Area.SCHOOL_DAY})


def seen(parent: Person, child: Person) -> frozenset[Area]:
    return stated_rights.on(parent, child, date_of(child)).sees


def person(key: str) -> Person:
    return Person.objects.get(sync_key=key)


def row(key: str, child: str, areas: str, name: str = "Vera") -> str:
    return f'{key},{name},Moe,{child},"{areas}"\n'


def counts(roster_import: Import) -> dict[str, int]:
    found: dict[str, int] = roster_import.counts["rights"]
    return found


def acts(roster_import: Import) -> list[str]:
    lines = PlannedRights.objects.filter(roster_import=roster_import).order_by("number")
    return list(lines.values_list("act", flat=True))


def guards(roster_import: Import) -> set[str]:
    return {each["code"] for each in (roster_import.counts["guard"] or {}).get("reasons", [])}


def accepted(*files: str) -> Import:
    roster_import = planned(*files)
    return apply(roster_import, viewer.of_command_line(None).actor, accept="looked at it")


@pytest.mark.parametrize(
    ("cell", "areas"),
    [
        ("school-day", DAY),
        ("School day and timetable; absence", DAY | {Area.ABSENCE}),
        ("WORK_RESULTS|Documents and plans", {Area.WORK_RESULTS, Area.DOCUMENTS}),
        ("day-to-day", AREAS_OF[Preset.DAY_TO_DAY]),
        ("without contact", AREAS_OF[Preset.WITHOUT_CONTACT]),
        ("everything", ALL),
        ("none", NONE),
    ],
)
def test_k16_a_file_says_which_areas(cast: Cast, cell: str, areas: set[Area]) -> None:
    made = imported(HEAD + row("V-1", cast.nora.sync_key or "", cell))
    assert seen(person("V-1"), cast.nora) == areas
    assert counts(made) == {"set": 1, "narrow": 0, "widen": 0, "existing": 0}


def test_k9_the_same_file_again_says_nothing_new(cast: Cast) -> None:
    file = HEAD + row("V-1", cast.nora.sync_key or "", "absence;school-day")
    imported(file)
    again = planned(file)
    assert counts(again) == {"set": 0, "narrow": 0, "widen": 0, "existing": 1}
    assert not again.counts["guard"]
    imported(file)
    assert RightsStatement.objects.count() == 1


def test_k31_what_nobody_can_read_is_no_right_and_leaves_the_row_out(cast: Cast) -> None:
    made = imported(HEAD + row("V-1", cast.nora.sync_key or "", "grades and such"))
    assert codes(made) == {"not-an-area": 1}
    assert not Person.objects.filter(sync_key="V-1").exists()


@pytest.mark.parametrize("cell", ["absence;none", "none;everything"])
def test_k31_nothing_and_something_is_not_understood(cast: Cast, cell: str) -> None:
    made = planned(HEAD + row("V-1", cast.nora.sync_key or "", cell))
    assert codes(made) == {"not-an-area": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_k31_what_nobody_can_read_proposes_beside_a_row_that_says_nothing(
    cast: Cast, order: int
) -> None:
    key = cast.nora.sync_key or ""
    rows = [row("V-1", key, "sees nothing!"), row("V-1", key, "")]
    made = imported(HEAD + "".join(rows[::order]))
    assert codes(made) == {"not-an-area": 1, "proposed": 1}
    assert Relationship.objects.get(parent=person("V-1")).state == "proposed"


def test_k33_an_error_cell_of_areas_proposes_beside_a_row_that_says_nothing(cast: Cast) -> None:
    who = ["V-1", "Vera", "Moe", cast.nora.sync_key]
    sheet: list[list[object]] = [[*HEAD.strip().split(",")], [*who, "#N/A"], [*who, ""]]
    made = imported(("parents.xlsx", book(sheet)))
    assert "not-an-area" in codes(made) or "cell-error" in codes(made)
    assert Relationship.objects.get(parent=person("V-1")).state == "proposed"


@pytest.mark.parametrize(
    "heading",
    ["Αreas", "Áreas", "Områder", "Bereiche", "Visibility", "Sichtbarkeit", "Areas 2", "ÃREAS"],
)
def test_k31_areas_under_a_heading_that_is_not_known_are_asked_about(
    cast: Cast, heading: str
) -> None:
    plan = planned(
        f"SyncID,First name,Last name,ChildID,{heading}\nV-1,Vera,Moe,{cast.nora.sync_key},none\n"
    )
    assert guards(plan) == {"unread-rights"}


def test_k26_unknown_areas_propose(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "unknown"))
    assert Relationship.objects.get(parent=person("V-1")).state == "proposed"


def test_k27_an_empty_cell_and_a_file_without_the_column_lift_nothing(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "none"))
    imported(HEAD + row("V-1", cast.nora.sync_key or "", ""))
    imported(f"SyncID,First name,Last name,ChildID\nV-1,Vera,Moe,{cast.nora.sync_key}\n")
    assert seen(person("V-1"), cast.nora) == NONE


def test_k27_widening_waits_for_a_person(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    wider = planned(HEAD + row("V-1", cast.nora.sync_key or "", "school-day;absence"))
    assert acts(wider) == ["widen"]
    assert guards(wider) == {"rights-widened"}
    with pytest.raises(Guarded):
        apply(wider, viewer.of_command_line(None).actor)
    assert seen(person("V-1"), cast.nora) == DAY
    apply(wider, viewer.of_command_line(None).actor, accept="the court decided")
    assert seen(person("V-1"), cast.nora) == DAY | {Area.ABSENCE}
    assert RightsStatement.objects.filter(ended_at=None).count() == 1


def test_k27_other_areas_instead_are_wider_too(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    assert acts(planned(HEAD + row("V-1", cast.nora.sync_key or "", "absence"))) == ["widen"]


def test_k27_a_first_word_wider_than_the_schools_default_waits(cast: Cast, office: Actor) -> None:
    settings.change(office, "rights", Preset.SCHOOL_DAY_ONLY.value)
    file = HEAD + row(cast.kari.sync_key or "", cast.nora.sync_key or "", "everything", "Kari")
    wider = planned(file.replace("Moe", cast.kari.family_name))
    assert acts(wider) == ["widen"]
    assert guards(wider) == {"rights-widened"}


def test_k27_of_a_new_parent_the_schools_default_is_the_measure_too(
    cast: Cast, office: Actor
) -> None:
    settings.change(office, "rights", Preset.SCHOOL_DAY_ONLY.value)
    file = HEAD + row("V-1", cast.nora.sync_key or "", "everything")
    assert guards(planned(file)) == {"rights-widened"}
    accepted(file)
    assert acts(planned(file)) == ["existing"]


def test_k10_another_default_since_makes_the_plan_stale(cast: Cast, office: Actor) -> None:
    here = HEAD + row(cast.kari.sync_key or "", cast.nora.sync_key or "", "absence", "Kari")
    new = HEAD + row("V-1", cast.nora.sync_key or "", "absence")
    plans = [planned(here.replace("Moe", cast.kari.family_name)), planned(new)]
    assert [acts(plan) for plan in plans] == [["set"], ["set"]]
    settings.change(office, "rights", Preset.SCHOOL_DAY_ONLY.value)
    for plan in plans:
        with pytest.raises(Stale):
            apply(plan, office)
        renewed = renew(plan, office, "default rights")
        assert renewed is not None
        assert guards(renewed) == {"rights-widened"}


def test_k27_what_a_hand_set_is_never_widened_by_a_file(cast: Cast, office: Actor) -> None:
    set_rights(office, cast.kari, cast.nora, Given(DAY), reason="court order")
    file = HEAD + row(cast.kari.sync_key or "", cast.nora.sync_key or "", "everything", "Kari")
    imported(file.replace("Moe", cast.kari.family_name))
    assert seen(cast.kari, cast.nora) == DAY


def test_a_file_narrows_at_once(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "everything"))
    less = imported(HEAD + row("V-1", cast.nora.sync_key or "", "none"))
    assert (acts(less), less.counts["guard"]) == (["narrow"], None)
    assert seen(person("V-1"), cast.nora) == NONE


def test_files_of_two_series_are_two_voices(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day;absence"))
    two = HEAD + row("V-1", cast.nora.sync_key or "", "absence;messages")
    imported(two, organisation="Hillside")
    assert seen(person("V-1"), cast.nora) == {Area.ABSENCE}


def test_k5_of_several_rows_all_must_give_an_area(cast: Cast) -> None:
    key = cast.nora.sync_key or ""
    rows = [row("V-1", key, "school-day;absence"), row("V-1", key, "absence"), row("V-1", key, "")]
    for order in (rows, rows[::-1]):
        lines = PlannedRights.objects.filter(roster_import=planned(HEAD + "".join(order)))
        assert [each.areas for each in lines] == [["absence"]]


def test_many_who_see_less_stop_the_file(cast: Cast) -> None:
    key = cast.nora.sync_key or ""
    rows = [(f"V-{at}", "Vera" + "abcdefghij"[at]) for at in range(10)]
    imported(HEAD + "".join(row(who, key, "everything", name) for who, name in rows))
    less = planned(HEAD + "".join(row(who, key, "none", name) for who, name in rows))
    assert guards(less) == {"many-narrowed"}


def test_k8_a_pending_relationship_keeps_its_areas(cast: Cast) -> None:
    file = HEAD + row("V-1", "S-NEW", "school-day")
    first = imported(file)
    assert PendingRelationship.objects.get().areas == ["school-day"]
    assert counts(planned(file))["existing"] == 1
    imported("SyncID,First name,Last name\nS-NEW,Mia,Moe\n", profile="pupil")
    assert seen(person("V-1"), person("S-NEW")) == DAY
    assert RightsStatement.objects.get().source == f"import:{first.pk}"
    assert counts(planned(file))["existing"] == 1


def test_k27_a_pending_relationship_is_widened_by_a_person_alone(cast: Cast) -> None:
    imported(HEAD + row("V-1", "S-NEW", "school-day"))
    wider = planned(HEAD + row("V-1", "S-NEW", "everything"))
    assert guards(wider) == {"rights-widened"}
    before = accepted(HEAD + row("V-1", "S-NEW", "everything"))
    assert set(PendingRelationship.objects.get().areas or ()) == ALL
    undone(before)
    assert PendingRelationship.objects.get().areas == ["school-day"]


def test_k10_what_was_said_since_makes_the_plan_stale(cast: Cast, office: Actor) -> None:
    file = HEAD + row(cast.kari.sync_key or "", cast.nora.sync_key or "", "everything", "Kari")
    plan = planned(file.replace("Moe", cast.kari.family_name))
    set_rights(office, cast.kari, cast.nora, Given(DAY), reason="court order")
    with pytest.raises(Stale):
        apply(plan, office)


def test_k13_an_undo_takes_what_goes_with_its_relationships(cast: Cast) -> None:
    made = imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    back = undone(made)
    assert back.taken_back["rights"] == {"removed": 1, "restored": 0}
    assert not RightsStatement.objects.exists()
    assert not Person.objects.filter(sync_key="V-1").exists()


def test_k27_an_undo_weakens_no_restriction(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "everything"))
    less = imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    back = undone(less)
    assert seen(person("V-1"), cast.nora) == DAY
    assert [each["code"] for each in back.kept if each["code"] == "rights-narrowed"]


def test_k13_an_undo_takes_back_what_was_widened(cast: Cast) -> None:
    imported(HEAD + row("V-1", cast.nora.sync_key or "", "school-day"))
    wider = accepted(HEAD + row("V-1", cast.nora.sync_key or "", "everything"))
    assert undone(wider).taken_back["rights"] == {"removed": 0, "restored": 1}
    assert seen(person("V-1"), cast.nora) == DAY


def test_k13_what_a_later_file_says_again_is_its_own(cast: Cast) -> None:
    file = HEAD + row("V-1", cast.nora.sync_key or "", "school-day")
    first = imported(file)
    later = imported(file)
    undone(first)
    assert RightsStatement.objects.get().source == f"import:{later.pk}"
    assert seen(person("V-1"), cast.nora) == DAY


def test_k27_an_unmerge_gives_each_account_what_files_said(cast: Cast) -> None:
    key = cast.nora.sync_key or ""
    imported(HEAD + row("V-1", key, "school-day") + row("V-2", key, "absence", "Veronica"))
    one, two = person("V-1"), person("V-2")
    made = merged(one, two)
    assert seen(one, cast.nora) == NONE
    both = HEAD + row("V-1", key, "school-day;absence") + row("V-2", key, "absence")
    accepted(both)
    assert seen(one, cast.nora) == {Area.ABSENCE}
    assert counts(planned(both))["existing"] == 1
    unmerged(made)
    assert seen(one, cast.nora) == seen(two, cast.nora) == {Area.ABSENCE}


def test_k27_two_pending_relationships_of_one_person_keep_what_both_keep(cast: Cast) -> None:
    imported(HEAD + row("V-1", "S-NEW", "school-day;absence"))
    imported(HEAD + row("V-2", "S-NEW", "absence", "Veronica"), series="other")
    one, two = person("V-1"), person("V-2")
    made = merged(one, two)
    waiting = PendingRelationship.objects.get(state="waiting")
    assert waiting.areas == ["absence"]
    unmerged(made)
    waits = PendingRelationship.objects.filter(state="waiting")
    assert {each.parent_id: each.areas for each in waits} == {
        one.pk: ["school-day", "absence"],
        two.pk: ["absence"],
    }


def test_k27_who_is_connected_instead_bears_what_the_file_said(cast: Cast, office: Actor) -> None:
    imported(HEAD + row("V-1", "H-11", "school-day"))
    question = Question.objects.get(kind="likely-key")
    pendings = list(PendingRelationship.objects.filter(state="waiting"))
    connect_instead(office, question, cast.nora, pendings, reason="a slip of the key")
    assert seen(person("V-1"), cast.nora) == DAY


def test_k31_a_column_of_areas_in_a_file_of_pupils_is_asked_about(cast: Cast) -> None:
    plan = planned(
        "Student ID,First name,Last name,Parent 1 name,Parent 1 email,Areas\n"
        "H-1,Nora,Berg,Far One,far@example.org,none\n"
    )
    assert guards(plan) == {"unread-rights"}


@pytest.mark.parametrize("heading", ["Areas of interest", "Subject areas", "Area"])
def test_k31_where_somebody_lives_or_what_they_like_is_no_right(cast: Cast, heading: str) -> None:
    plan = planned(
        f"SyncID,First name,Last name,ChildID,{heading}\nV-1,Vera,Moe,{cast.nora.sync_key},Hill\n"
    )
    assert (codes(plan), plan.counts["guard"]) == ({}, None)


def test_a_person_ends_what_a_file_said_with_a_reason(cast: Cast, office: Actor) -> None:
    made = imported(HEAD + row("V-1", cast.nora.sync_key or "", "none"))
    vera = person("V-1")
    with pytest.raises(ReasonMissing):
        lift(office, vera, cast.nora, made.pk, reason=" ")
    lift(office, vera, cast.nora, made.pk, reason="the order was lifted")
    assert seen(vera, cast.nora) == ALL
    with pytest.raises(NothingSet):
        lift(office, vera, cast.nora, made.pk, reason="again")


def test_a_file_without_areas_has_no_line_of_rights(cast: Cast) -> None:
    made = imported(f"SyncID,First name,Last name,ChildID\nV-1,Vera,Moe,{cast.nora.sync_key}\n")
    assert not acts(made)
    assert counts(made) == {"set": 0, "narrow": 0, "widen": 0, "existing": 0}

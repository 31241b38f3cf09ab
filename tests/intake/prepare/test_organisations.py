"""Organisations in a file are named as they are, or the row is left out: none is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access.viewer import of_command_line, of_person
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.sections.apply_context import Stale
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import tree
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Person
from kinkeeper.readings.imports import NotAllowed, place_for
from kinkeeper.readings.organisations import named
from kinkeeper.roster.problems import sentence
from kinkeeper.roster.text.look_alikes import names_nothing, shapes
from tests.cast import Cast
from tests.importing import codes, imported, planned

pytestmark = pytest.mark.django_db
PUPILS = "SyncID,First name,Last name,Organisation,Class\n"
NOTHING = ["..", ".", "/", "//", "A/../B", "A/./B", "\u200b", "\u2060\u200d", "\u3164", "A/\u200e"]
# Nobody can tell these from Hillside.
NEARLY = [
    *("hillside", "HILLSIDE", "Hill side", "Hills\u00a0ide", "Hillside\u200b", "Hil\u00adlside"),
    *("Hіllside", "Ηillside", "Нillside", "Hi11side", "HiIIside", "Hillsidе", "Ｈillside"),
]
ACTOR = Actor(None, "a test", "a test")


def organisations() -> set[str]:
    return set(Organisation.objects.values_list("path", flat=True))


def suggested(roster_import: Import) -> list[str]:
    found = roster_import.problems.order_by("row").values_list("code", "detail")
    return [
        (detail or {}).get("suggestion", "")
        for code, detail in found
        if code == "organisation-unknown"
    ]


@pytest.mark.parametrize("cell", NOTHING)
@pytest.mark.parametrize("profile", ["pupil", "parent"])
def test_a_cell_that_names_nothing_is_a_problem_of_its_row(
    cast: Cast, cell: str, profile: str
) -> None:
    before = organisations()
    roster_import = imported(
        f"{PUPILS}N-1,Ada,Ames,{cell},\nN-2,Bo,Tang,Hillside,\n", profile=profile
    )
    assert (roster_import.state, codes(roster_import)) == (
        ImportState.APPLIED,
        {"organisation-unknown": 1},
    )
    assert organisations() == before
    assert not Person.objects.filter(sync_key="N-1").exists()
    assert Person.objects.filter(sync_key="N-2").exists()


@pytest.mark.parametrize("cell", ["..", ".", "\u200b\u200d", "/", "7/A"])
def test_a_class_that_names_nothing_is_a_problem_of_its_row(cast: Cast, cell: str) -> None:
    before = organisations()
    roster_import = imported(f"{PUPILS}N-1,Ada,Ames,Hillside,{cell}\n", profile="pupil")
    assert codes(roster_import) == {"organisation-unknown": 1}
    assert organisations() == before


@pytest.mark.parametrize("cell", NEARLY)
def test_a_name_that_nobody_can_tell_from_a_schools_makes_no_second_school(
    cast: Cast, cell: str
) -> None:
    before = organisations()
    roster_import = imported(
        f"{PUPILS}N-1,Ada,Ames,{cell},9C\nN-2,Bo,Tang,Hillside,9C\n", profile="pupil"
    )
    assert suggested(roster_import) == ["Hillside/9C"]
    problem = roster_import.problems.get()
    words = sentence(problem.code, column="", value=problem.value, detail=problem.detail)
    assert "Did you mean Hillside/9C?" in words
    assert organisations() == before | {"Hillside/9C"}
    assert not Person.objects.filter(sync_key="N-1").exists()


def test_a_class_that_nobody_can_tell_from_one_makes_no_second_class(cast: Cast) -> None:
    by_school = imported(f"{PUPILS}N-1,Ada,Ames,,5a\n", profile="pupil", organisation="Hillside")
    by_office = imported(
        f"{PUPILS}N-1,Ada,Ames,,5a\n", profile="pupil", organisation="Hillside", by=cast.henry
    )
    assert suggested(by_school) == suggested(by_office) == ["Hillside/5A"]
    assert "Hillside/5a" not in organisations()


def test_of_two_spellings_in_one_file_neither_is_taken(cast: Cast) -> None:
    before = organisations()
    file = f"{PUPILS}N-1,Ada,Ames,Alpha,\nN-2,Bo,Tang,alpha,\nN-3,Cy,Dahl,Beta,\n"
    roster_import = imported(file, profile="pupil")
    assert suggested(roster_import) == ["alpha", "Alpha"]
    assert organisations() == before | {"Beta"}
    again = planned(file, profile="pupil")
    assert again.counts["people"] == {
        **dict.fromkeys(again.counts["people"], 0), "unchanged": 1, "rejected": 2,
    }  # fmt: skip


def test_what_stands_there_already_is_found_even_beside_its_like(cast: Cast) -> None:
    for path in ("Alpha", "alpha"):  # from before they were told apart
        Organisation.objects.create(parent=tree.site(), kind="school", name=path, path=path)
    roster_import = imported(f"{PUPILS}N-1,Ada,Ames,Alpha,\nN-2,Bo,Tang,alpha,\n", profile="pupil")
    assert codes(roster_import) == {}


def test_classes_that_differ_by_a_letter_and_a_digit_are_two(cast: Cast) -> None:
    rows = "".join(
        f"N-{number},Ada,Ames,Hillside,{room}\n"
        for number, room in enumerate(["11", "1I", "1L", "10", "1O", "7B", "7 C", "7-B", "🐻", "-"])
    )
    roster_import = imported(PUPILS + rows, profile="pupil")
    assert codes(roster_import) == {}
    assert roster_import.counts["people"]["create"] == 10


def test_k14_a_school_is_not_told_of_what_another_one_calls_its_classes(cast: Cast) -> None:
    tree.ensure("Lakeside/9C")
    roster_import = planned(
        f"{PUPILS}N-1,Ada,Ames,,9c\n", profile="pupil", organisation="Hillside", by=cast.henry
    )
    assert codes(roster_import) == {}


def test_a_school_that_came_meanwhile_makes_the_plan_stale(cast: Cast) -> None:
    roster_import = planned(f"{PUPILS}N-1,Ada,Ames,alpha,\n", profile="pupil")
    tree.ensure("Alpha")
    with pytest.raises(Stale) as stale:
        apply(roster_import, ACTOR)
    assert str(stale.value) == "places"
    assert "alpha" not in organisations()


def test_an_import_into_nearly_an_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(tree.NearPath):
        planned(f"{PUPILS}N-1,Ada,Ames,,\n", profile="pupil", organisation="hillside")
    nothing = [path for path in NOTHING if path != "/"]  # that is the whole site
    for path in (*nothing, "A" * 101, "/".join(["A" * 99] * 11)):
        with pytest.raises(tree.BadPath):
            planned(f"{PUPILS}N-1,Ada,Ames,,\n", profile="pupil", organisation=path)


def test_by_hand_a_slash_is_the_whole_site_for_whoever_reaches_it(cast: Cast) -> None:
    everybody, henry = of_command_line(), of_person(cast.henry, "a test")
    for text in ("/", " / "):
        assert named(everybody, text) == tree.site()
        assert place_for(everybody, text).path == ""
        with pytest.raises(tree.UnknownPath):
            named(henry, text)
        with pytest.raises(NotAllowed):
            place_for(henry, text)
    roster_import = planned(f"{PUPILS}N-1,Ada,Ames,,\n", profile="pupil", organisation="/")
    assert roster_import.organisation == tree.site()


@pytest.mark.parametrize("path", [*NEARLY, "hillside/5A", "Hillside/5a", "hillside/New"])
def test_by_hand_no_second_organisation_is_made_either(cast: Cast, path: str) -> None:
    before = organisations()
    with pytest.raises(tree.NearPath) as refused:
        tree.ensure(path)
    assert refused.value.meant in {"Hillside", "Hillside/5A"}
    assert organisations() == before


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=12)


@given(NAMES, st.text("\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad \u00a0", max_size=4), st.data())
def test_what_nobody_sees_changes_no_shape(name: str, unseen: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name)))
    if unseen and name_stays_composed(name, at):
        assert shapes(name[:at] + unseen + name[at:]) == shapes(name)
    assert names_nothing(unseen)
    assert names_nothing(name + unseen) == names_nothing(name)


def name_stays_composed(name: str, at: int) -> bool:
    """Between a letter and its mark nothing is put: there it is another text."""
    return name.isascii() or at in {0, len(name)}

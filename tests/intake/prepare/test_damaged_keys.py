"""K2 and slips of the finger: named with the likely cause, never mended, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.models import PendingRelationship
from kinkeeper.intake.stored_plan import messages
from kinkeeper.people.models import Person
from kinkeeper.roster.match.one_slip import neighbours
from tests.cast import Cast, person
from tests.importing import codes, edges, imported

HEAD = "SyncID,First name,Last name,ChildID\n"
HURT = ["1.23457E+11", "1,23457E+11", "2E+05", "01-Mar", "1. mars", "Mar-01", "3 Okt", "03-mai"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", HURT)
def test_k02_imp_08_a_damaged_key_of_a_child_is_a_problem(cast: Cast, key: str) -> None:
    roster_import = imported(HEAD + f'P-5,Ada,Lie,"{key}"\nP-6,Ida,Lie,H-1\n')
    assert codes(roster_import) == {"key-damaged": 1}
    assert not PendingRelationship.objects.exists()
    assert ("P-6", "H-1") in edges()
    assert "text in the spreadsheet" in messages(roster_import.problems.all())[0]


@pytest.mark.django_db
@pytest.mark.parametrize("key", HURT)
def test_k02_a_damaged_own_key_makes_nobody(cast: Cast, key: str) -> None:
    roster_import = imported(HEAD + f'"{key}",Ada,Lie,H-1\n')
    assert codes(roster_import) == {"key-damaged": 1}
    assert not Person.objects.filter(given_name="Ada").exists()


@pytest.mark.django_db
def test_k02_lost_zeros_are_noticed_and_not_put_back(cast: Cast) -> None:
    person("old.pupil", "pupil", cast.hillside, sync_key="00412")
    person("old.parent", "parent", cast.hillside, sync_key="0077")
    roster_import = imported(HEAD + "P-5,Ada,Lie,412\n77,Old,Parent,H-1\nP-6,Ida,Lie,413\n")
    assert codes(roster_import) == {"key-damaged": 2, "child-unknown": 1}
    assert "zeros" in messages(roster_import.problems.filter(code="key-damaged"))[0]
    assert not Person.objects.filter(sync_key="77").exists()


@pytest.mark.django_db
def test_k02_a_key_somebody_really_has_is_a_key(cast: Cast) -> None:
    person("odd.pupil", "pupil", cast.hillside, sync_key="01-Mar")
    person("zero.pupil", "pupil", cast.hillside, sync_key="00412")
    person("other.pupil", "pupil", cast.hillside, sync_key="412")
    imported(HEAD + "P-5,Ada,Lie,01-Mar\nP-6,Ida,Lie,412\n")
    assert {("P-5", "01-Mar"), ("P-6", "412")} <= edges()


@pytest.mark.django_db
def test_k14_zeros_and_likenesses_out_of_reach_tell_nothing(cast: Cast) -> None:
    person("far.pupil", "pupil", cast.lakeside, sync_key="00412")
    person("far.other", "pupil", cast.lakeside, sync_key="RGB632")
    roster_import = imported(HEAD + "P-5,Ada,Lie,412\nP-6,Ida,Lie,RGB6323\n", by=cast.henry)
    assert codes(roster_import) == {"child-unknown": 2}
    assert not [said for said in messages(roster_import.problems.all()) if "mean" in said]


@pytest.mark.django_db
def test_an_unknown_key_one_slip_away_is_asked_about_and_not_taken(cast: Cast) -> None:
    person("rita.green", "pupil", cast.hillside, sync_key="RGB632")
    roster_import = imported(HEAD + "P-5,Ada,Lie,RGB6323\nP-6,Ida,Lie,rgb632\nP-7,Eva,Lie,H-3\n")
    problems = roster_import.problems.all()
    said = {each.value: text for each, text in zip(problems, messages(problems), strict=True)}
    assert "Did you mean RGB632?" in said["RGB6323"]
    assert "Did you mean RGB632?" in said["rgb632"]
    assert "mean" not in said["H-3"]  # H-1 and H-2 are as near
    assert not [edge for edge in edges() if edge[1] == "RGB632"]


SLIPS = st.text(alphabet="AB1-", min_size=1, max_size=8)


@given(SLIPS, st.data())
def test_every_single_slip_is_a_neighbour(key: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(key) - 1))
    char = data.draw(st.sampled_from("AB1-"))
    near = neighbours(key, "AB1-")
    for slip in (key[:place] + key[place + 1 :], key[:place] + char + key[place + 1 :],
                 key[:place] + char + key[place:]):  # fmt: skip
        assert slip in near | {key, ""}
    assert key not in near

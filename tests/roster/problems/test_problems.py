"""The catalogue of problems, and what single cells are judged as."""

from string import Formatter

import pytest

from kinkeeper.roster.problems import CATALOGUE, ERROR, sentence
from tests.roster.core import codes, planned

STABLE = [
    "empty-file",
    "encoding",
    "delimiter",
    "no-header",
    "duplicate-heading",
    "missing-column",
    "cells-missing",
    "cells-extra",
    "required",
    "too-long",
    "not-an-email",
    "several-emails",
    "bad-username",
    "bad-date",
    "duplicate-key",
    "duplicate-username",
    "username-taken",
    "key-differs",
    "no-data",
    "no-identity",
    "key-look-alike",
    "conflicting-rows",
    "child-unknown",
    "child-ambiguous",
    "child-not-a-pupil",
    "child-is-parent",
    "held-back",
    "other-profile",
    "in-trash",
    "password-weak",
    "password-ignored",
    "organisation-unknown",
    "too-large",
    "not-allowed",
]
HEAD = "SyncID,User name,First name,Last name,E-mail,Birth date,Password,ChildID\n"


@pytest.mark.parametrize("code", STABLE)
def test_k24_each_code_has_a_sentence_that_says_what_to_do(code: str) -> None:
    problem = CATALOGUE[code]
    assert problem.happened
    assert problem.todo
    parts = [*Formatter().parse(problem.happened), *Formatter().parse(problem.todo)]
    detail = {name: "7" for _text, name, _spec, _conversion in parts if name}
    assert "{" not in sentence(code, column="C", value="v", detail=detail, translate=str)


def test_each_problem_has_a_name_of_its_own_in_a_few_words() -> None:
    labels = [problem.label for problem in CATALOGUE.values()]
    assert len(set(labels)) == len(labels)
    for label in labels:
        assert 4 <= len(label) <= 40
        assert "{" not in label
        assert label not in CATALOGUE


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("P1,,,B,,,,", "required"),
        (f"{'x' * 201},,Ada,B,,,,", "too-long"),
        ("P1,,Ada,B,not an address,,,", "not-an-email"),
        ('P1,,Ada,B,"a@example.org; b@example.org",,,', "several-emails"),
        ("P1,a b,Ada,B,,,,", "bad-username"),
        ("P1,,Ada,B,,31/31/2020,,", "bad-date"),
        ("P1,,Ada,B,,,,P1", "child-is-parent"),
    ],
)
def test_k11_a_bad_cell_leaves_out_that_row_alone(cells: str, code: str) -> None:
    made = planned(HEAD + cells + "\nP7,,Eva,D,,,,\n")
    assert code in codes(made)
    assert made.counts["people"]["create"] >= 1
    if CATALOGUE[code].severity == ERROR and code != "child-is-parent":
        assert made.counts["people"] == {
            "create": 1,
            "update": 0,
            "unchanged": 0,
            "asked": 0,
            "rejected": 1,
        }


@pytest.mark.parametrize("nothing", ["None", "n/a", "-", "N/A", "none@none.com"])
def test_k33_words_for_no_address_are_empty_with_a_warning(nothing: str) -> None:
    made = planned(HEAD + f"P1,,Ada,B,{nothing},,,\n")
    assert codes(made) == {"placeholder": 1}
    assert made.people["email"].to_list() in ([None], [""])


def test_k12_a_weak_password_makes_the_account_without_one_and_is_never_shown() -> None:
    made = planned(HEAD + "P1,,Ada,B,,,hunter2,\n")
    assert codes(made) == {"password-weak": 1}
    assert made.counts["people"]["create"] == 1
    assert "hunter2" not in str(made.problems.to_dicts())
    assert made.people["password"].to_list() == [None]


def test_usernames_that_two_want_leave_both_out() -> None:
    made = planned(HEAD + "P1,ada,Ada,B,,,,\nP2,ADA,Ida,C,,,,\n")
    assert codes(made) == {"duplicate-username": 2}
    assert made.counts["people"]["create"] == 0


def test_people_without_a_username_get_one_by_one_in_order_of_their_keys() -> None:
    made = planned(HEAD + "P2,,Åse,Ødegård,,,,\nP1,,Ase,Odegard,,,,\n")
    names = {p["sync_key"]: p["username"] for p in made.people.iter_rows(named=True)}
    assert names == {"P1": "ase.odegard", "P2": "ase.odegard2"}

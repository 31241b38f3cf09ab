"""K5: whichever way a file says "a parent with two children", the result is the same."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import codes, pendings, planned

HEAD = "SyncID,First name,Last name,E-mail,ChildID\n"
PARENT = st.sampled_from(["P1", "P2", "P3", "P4"])
CHILD = st.sampled_from(["C1", "C2", "C3", ""])
LINES = st.lists(st.tuples(PARENT, CHILD), min_size=1, max_size=12)


def row(parent: str, child: str) -> str:
    return f"{parent},Ada,{parent},{parent.lower()}@example.org,{child}\n"


@given(LINES, st.randoms())
def test_k05_the_order_of_rows_changes_nothing(
    lines: list[tuple[str, str]], chance: random.Random
) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    first = planned(HEAD + "".join(row(*line) for line in lines))
    other = planned(HEAD + "".join(row(*line) for line in shuffled))
    assert pendings(first) == pendings(other)
    assert first.counts == other.counts
    names = {p["sync_key"]: p["username"] for p in first.people.iter_rows(named=True)}
    assert names == {p["sync_key"]: p["username"] for p in other.people.iter_rows(named=True)}


@given(LINES, st.integers(0, 12))
def test_k05_one_file_or_two_are_the_same(lines: list[tuple[str, str]], cut: int) -> None:
    whole = planned(HEAD + "".join(row(*line) for line in lines))
    left, right = lines[:cut], lines[cut:]
    parts = planned(
        HEAD + "".join(row(*line) for line in left), HEAD + "".join(row(*line) for line in right)
    )
    assert pendings(whole) == pendings(parts)
    assert whole.counts["people"] == parts.counts["people"]
    assert whole.counts["relationships"] == parts.counts["relationships"]


@given(st.dictionaries(PARENT, st.sets(st.sampled_from(["C1", "C2", "C3"])), min_size=1))
def test_k05_several_keys_in_a_cell_are_several_rows(families: dict[str, set[str]]) -> None:
    rows = planned(
        HEAD
        + "".join(
            row(parent, child)
            for parent, children in families.items()
            for child in children or {""}
        )
    )
    head = HEAD.replace(",", ";")
    cells = planned(
        head
        + "".join(
            row(parent, "@").replace(",", ";").replace(";@", ";" + "|".join(sorted(children)))
            for parent, children in families.items()
        ),
        child_separator="|",
    )
    assert (
        pendings(rows)
        == pendings(cells)
        == {(p, c) for p, found in families.items() for c in found}
    )
    assert rows.counts["people"] == cells.counts["people"]


@pytest.mark.parametrize("column", ["First name", "Last name", "Birth date"])
def test_k05_rows_of_one_person_that_disagree_are_all_left_out(column: str) -> None:
    lines = [
        {"SyncID": "P1", "First name": "Ada", "Last name": "Berg", "Birth date": "1980-01-01"},
        {"SyncID": "P1", "First name": "Ada", "Last name": "Berg", "Birth date": "1980-01-01"},
    ]
    lines[1][column] = "1981-02-02" if column == "Birth date" else "Somebody"
    head = ["SyncID", "First name", "Last name", "Birth date", "ChildID"]
    text = ",".join(head) + "\n"
    for number, line in enumerate(lines):
        text += ",".join([*(line[name] for name in head[:-1]), f"C{number}"]) + "\n"
    made = planned(text)
    assert made.counts["people"] == {
        "create": 0,
        "update": 0,
        "unchanged": 0,
        "asked": 0,
        "rejected": 2,
    }
    assert codes(made)["conflicting-rows"] == 2
    assert pendings(made) == set()


def test_k05_disagreeing_contact_data_is_a_warning_whatever_the_order() -> None:
    one, two = "P1,Ada,Berg,a@example.org,C1\n", "P1,Ada,Berg,b@example.org,C2\n"
    first, other = planned(HEAD + one + two), planned(HEAD + two + one)
    assert first.counts["people"]["create"] == other.counts["people"]["create"] == 1
    assert pendings(first) == {("P1", "C1"), ("P1", "C2")}
    assert first.people["email"].to_list() == other.people["email"].to_list()


def test_k07_an_empty_child_key_is_a_person_without_a_problem() -> None:
    made = planned(HEAD + "P1,Ada,Berg,a@example.org,\n")
    assert made.counts["people"]["create"] == 1
    assert codes(made) == {}
    assert made.relationships.is_empty()


def test_k31_the_note_on_derived_keys_counts_people() -> None:
    """One person by the mail, whatever the telephone."""
    head = "Student ID,Parent 1 name,Parent 1 email,Parent 1 phone\n"
    made = planned(head + "S1,Ada Berg,a@x.org,9191919\nS2,Ada Berg,a@x.org,9292929\n")
    told = made.problems.filter(code="derived-keys").row(0, named=True)
    assert told["detail"] == '{"count": 1}'
    assert made.counts["people"]["create"] == 1

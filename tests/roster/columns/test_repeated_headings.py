"""K31: a heading that stands twice is no harm where it is not used, and one column where the cells
agree; columns of children are several children; else a person says which is which."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.problems import sentence
from kinkeeper.roster.table import FileRefused
from tests.roster.core import Plan, codes, planned

NAMED = "SyncID,First name,Last name"
KEYS = ("S1", "S2", "S3")
CHILDREN = [
    "Child,Child,Child", "ChildID,ChildID,ChildID", "ChildID1,ChildID2,ChildID3",
    "ChildID,ChildID.1,ChildID.2", "Child 1,Child 2,Child 3", "Child ID 1,Child ID 2,Child ID 3",
    "Childexternalid*,Childexternalid,Childexternalid", "Barn 1,Barn 2,Barn 3", "Barn,Barn,Barn",
    "Elev 1,Elev 2,Elev 3", "Elevnr 1,Elevnr 2,Elevnr 3", "Elev-ID,Elev-ID,Elev-ID",
    "Schüler 1,Schüler 2,Schüler 3", "Schüler-ID 1,Schüler-ID 2,Schüler-ID 3",
    "Lapsi 1,Lapsi 2,Lapsi 3", "Leerling 1,Leerling 2,Leerling 3", "Élève 1,Élève 2,Élève 3",
    "Alumno 1,Alumno 2,Alumno 3", "Dziecko 1,Dziecko 2,Dziecko 3", "Uczeń,Uczeń,Uczeń",
]  # fmt: skip


def children(made: Plan) -> set[tuple[str, str]]:
    return set(made.relationships.select("person", "value").rows())


def values(made: Plan) -> list[str]:
    return sorted(made.relationships["value"])


def test_k31_what_is_not_used_may_stand_twice() -> None:
    made = planned(f"{NAMED},Notes,Notes,ChildID,Notes\nP1,Ann,Dal,a,b,S1,c\n")
    assert values(made) == ["S1"]
    assert made.counts["ignored_columns"] == ["Notes"] * 3


@pytest.mark.parametrize("head", CHILDREN)
def test_k31_each_column_of_children_is_read(head: str) -> None:
    made = planned(f"{NAMED},{head}\nP1,Ann,Dal,S1,S2,S3\nP2,Bo,Lie,,S2,\n")
    assert values(made) == ["S1", "S2", "S2", "S3"]
    assert made.counts["ignored_columns"] == []


@given(st.lists(st.lists(st.sampled_from([*KEYS, ""]), min_size=3, max_size=3), max_size=4))
def test_k31_columns_of_children_say_the_same_as_rows(rows: list[list[str]]) -> None:
    head = f"{NAMED},ChildID 1,ChildID 2,ChildID 3\n"
    wide = planned(head + "".join(f"P{at},Ann,Dal,{','.join(r)}\n" for at, r in enumerate(rows)))
    cells = [(at, cell) for at, row in enumerate(rows) for cell in row]
    long = planned(f"{NAMED},ChildID\n" + "".join(f"P{at},Ann,Dal,{c}\n" for at, c in cells))
    assert values(wide) == values(long)
    assert wide.counts["relationships"] == long.counts["relationships"]
    assert wide.counts["people"] == long.counts["people"]


def test_k31_a_separator_applies_in_each_column() -> None:
    made = planned(f"{NAMED},Child,Child\nP1,Ann,Dal,S1;S2,S3\n", child_separator=";")
    assert values(made) == ["S1", "S2", "S3"]


def test_k31_problems_name_the_column_they_are_in() -> None:
    made = planned(f"{NAMED},Child 1,Child 2,Child 3\nP1,Ann,Dal,S1,n/a,P1\n")
    said = {(each["code"], each["column"]) for each in made.problems.to_dicts()}
    assert {("placeholder", "Child 2"), ("child-is-parent", "Child 3")} <= said
    assert ("child-unknown", "Child 1") in said


def test_k1_look_alikes_are_seen_across_columns() -> None:
    made = planned(f"{NAMED},Child 1,Child 2\nP1,Ann,Dal,SA1,S\u04101\n")
    told = made.problems.filter(pl.col("code") == "key-look-alike")
    assert sorted(told["column"]) == ["Child 1", "Child 2"]


def test_k31_names_under_bare_headings_are_no_keys() -> None:
    made = planned(f"{NAMED},Barn 1,Barn 2\nP1,Ann,Dal,Nora Dal,Emil Dal\n")
    assert values(made) == []
    assert made.counts["ignored_columns"] == ["Barn 1", "Barn 2"]
    both = planned(f"{NAMED},Barn 1,Barn 1 ID,Barn 2,Barn 2 ID\nP1,Ann,Dal,Nora,S1,Emil,S2\n")
    assert values(both) == ["S1", "S2"]


def test_k31_usernames_under_bare_headings_are_keys() -> None:
    made = planned(f"{NAMED},Elev 1,Elev 2\nP1,Ann,Dal,nora.dal,emil.dal\n", child_match="username")
    assert values(made) == ["emil.dal", "nora.dal"]


def test_k31_kinds_are_children_among_german_headings_alone() -> None:
    made = planned(f"{NAMED},Kind 1,Kind 2\nP1,Ann,Dal,Mother,Mother\n")
    assert values(made) == []
    german = planned("SyncID,Vorname,Nachname,Kind 1,Kind 2\nP1,Ann,Dal,S1,S2\n")
    assert values(german) == ["S1", "S2"]


def test_k31_numbered_pupils_are_no_key_of_a_pupil() -> None:
    made = planned("Student ID,First name,Last name,Elev 1\nS1,Ann,Dal,S2\n", profile="pupil")
    assert made.people["sync_key"].to_list() == ["S1"]


@pytest.mark.parametrize("heading", ["SyncID", "User name", "First name", "Phone", "E-mail"])
def test_k31_columns_that_agree_are_one(heading: str) -> None:
    said = {"SyncID": "P1", "User name": "ann.dal", "First name": "Ann", "Phone": "5555512",
            "E-mail": "ann@example.org"}  # fmt: skip
    head = "SyncID,User name,First name,Last name,Phone,E-mail,ChildID".replace(
        heading, f"{heading},{heading}"
    )
    cells = "P1,ann.dal,Ann,Dal,5555512,ann@example.org,S1".replace(
        said[heading], f"{said[heading]},{said[heading]}"
    )
    made = planned(f"{head}\n{cells}\n")
    assert made.counts["people"]["create"] == 1
    assert made.counts["ignored_columns"] == []
    assert values(made) == ["S1"]


def test_k31_an_empty_twin_takes_nothing_away() -> None:
    made = planned(f"{NAMED},Phone,Phone\nP1,Ann,Dal,,5555512\n")
    assert made.people["phone"].to_list() == ["5555512"]


@pytest.mark.parametrize(
    "mapping", [{"#5": "ignore"}, {"#4": "phone"}, {"#4": "phone", "#5": "ignore"}]
)
def test_k31_which_of_two_is_said_by_position(mapping: dict[str, str]) -> None:
    text = f"{NAMED},Phone,Phone\nP1,Ann,Dal,5555512,7777734\n"
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.code == "duplicate-heading"
    detail = {name: str(value) for name, value in refused.value.detail.items()}
    assert "“Phone (#4)” and “Phone (#5)”" in sentence(
        "duplicate-heading", column="", value="", detail=detail
    )
    made = planned(text, mapping=mapping)
    assert made.people["phone"].to_list() == ["5555512"]
    assert made.counts["ignored_columns"] == ["Phone"]


def test_k31_positions_name_columns_whatever_their_headings() -> None:
    text = "A,A,A,A,A\nP1,Ann,Dal,S1,S2\n"
    said = {"#1": "sync_key", "#2": "given_name", "#3": "family_name", "#4": "child", "#5": "child"}
    assert values(planned(text, mapping=said)) == ["S1", "S2"]
    del said["#4"], said["#5"]
    assert values(planned(text, mapping=said, child_column="#5")) == ["S2"]
    with pytest.raises(FileRefused) as refused:
        planned(text, mapping={"#6": "child"})
    assert refused.value.detail == {"columns": "#6"}


def test_k31_the_childs_column_as_chosen_and_no_other() -> None:
    text = f"{NAMED},ChildID,Other\nP1,Ann,Dal,S1,S2\n"
    assert values(planned(text, child_column="Other")) == ["S2"]
    assert values(planned(text, child_column="Other", mapping={"ChildID": "child"})) == ["S1", "S2"]


def test_k31_files_with_twins_are_joined_column_by_column() -> None:
    made = planned(
        f"{NAMED},ChildID,ChildID\nP1,Ann,Dal,S1,S2\n",
        f"ChildID,ChildID,{NAMED}\nS3,S4,P2,Bo,Lie\n",
    )
    assert values(made) == ["S1", "S2", "S3", "S4"]


@pytest.mark.parametrize(
    "head",
    [
        "Student ID,Guardian name,Guardian email,Guardian name,Guardian email",
        "Elevnr,Foresatt navn,Foresatt e-post,Foresatt navn,Foresatt e-post",
    ],
)
def test_k31_repeated_groups_are_several_parents(head: str) -> None:
    made = planned(f"{head}\nS1,Ann Dal,a@example.org,Bo Lie,b@example.org\n")
    assert sorted(made.people.select("given_name", "email").rows()) == [
        ("Ann", "a@example.org"),
        ("Bo", "b@example.org"),
    ]


@pytest.mark.parametrize(
    ("head", "cells", "profile"),
    [
        ("Student ID,Student ID,Parent 1 name", "S1,{},Ann Dal", "parent"),
        ("Student ID,Student ID,Parent 1 name,First name,Last name", "S1,{},A B,C,D", "pupil"),
        ("Student ID,First name,Last name,Last name,Parent 1 name", "S1,C,S1,{},A B", "pupil"),
    ],
)
def test_k31_on_pupils_rows_twins_are_one_or_held(head: str, cells: str, profile: str) -> None:
    made = planned(f"{head}\n{cells.format('S1')}\n", profile=profile)
    assert made.counts["people"]["create"] == 1
    with pytest.raises(FileRefused) as refused:
        planned(f"{head}\n{cells.format('S2')}\n", profile=profile)
    assert refused.value.code == "duplicate-heading"


def test_k26_one_custody_beside_repeated_groups_holds_for_all() -> None:
    head = "Student ID,Guardian name,Guardian name,Guardian custody\n"
    made = planned(f"{head}S1,Ann Dal,Bo Lie,no\n")
    assert made.relationships["claim"].to_list() == ["no", "no"]


def test_codes_of_a_file_without_twins_are_as_before() -> None:
    assert codes(planned(f"{NAMED},ChildID\nP1,Ann,Dal,\n")) == {}

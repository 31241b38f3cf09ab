"""K33 as a law: in every format a placeholder does what an empty cell does."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.cells import placeholder_columns
from kinkeeper.roster.cells.claim_words import readable
from kinkeeper.roster.options import FORMATS
from tests.roster.cells.nothing import WORD
from tests.roster.core import Plan, codes, pendings, planned

# -- one law for every format: a placeholder is the same as an empty cell ------------------------


@dataclass(frozen=True)
class Sample:
    """Files as lists of lines; `who` are the columns, by file, that identify."""

    files: dict[str, list[list[str]]]
    who: dict[str, list[int]]
    profile: str = "parent"
    separator: str | None = None


SAMPLES = {
    "plain": Sample(
        {
            "a.csv": [
                ["SyncID", "User name", "First name", "Last name", "E-mail", "Phone", "ChildID"],
                ["P1", "ada.b", "Ada", "B", "ada@x.org", "91919191", "C1"],
                ["P1", "ada.b", "Ada", "B", "ada@x.org", "91919191", "C2"],
                ["P2", "eva.d", "Eva", "D", "eva@x.org", "92929292", "C2"],
                ["P3", "ola.e", "Ola", "E", "ola@x.org", "93939393", "C1|C3"],
            ]
        },
        {"a.csv": [0, 1, 4, 5, 6]},
        separator="|",
    ),
    "pupils": Sample(
        {
            "a.csv": [
                ["SyncID", "User name", "First name", "Last name", "E-mail"],
                ["C1", "nora", "Nora", "B", "nora@x.org"],
                ["C2", "emil", "Emil", "D", "emil@x.org"],
            ]
        },
        {"a.csv": [0, 1, 4]},
        profile="pupil",
    ),
    "pupil-rows": Sample(
        {
            "a.csv": [
                ["Student ID", "Parent 1 name", "Parent 1 email", "Parent 1 phone"]
                + ["Parent 2 name", "Parent 2 ID", "Parent 2 email"],
                ["C1", "Maria Garcia", "m@x.org", "91919191", "Eva Smith", "P7", "eva@x.org"],
                ["C2", "Maria Garcia", "g@x.org", "92929292", "Eva Smith", "P7", "eva@x.org"],
                ["C3", "Bo Lee", "bo@x.org", "93939393", "Li Lee", "P8", "li@x.org"],
            ]
        },
        {"a.csv": [0, 2, 3, 5, 6]},
    ),
    "keyless-pupil-rows": Sample(
        {
            "a.csv": [
                ["First name", "Last name", "Birth date", "Parent 1 name", "Parent 1 email"]
                + ["Parent 1 phone"],
                ["Nora", "B", "2015-04-03", "Maria Garcia", "m@x.org", "91919191"],
                ["Emil", "D", "2015-04-04", "Maria Garcia", "g@x.org", "92929292"],
                ["Ida", "L", "2015-04-05", "Bo Lee", "bo@x.org", "93939393"],
            ]
        },
        {"a.csv": [4, 5]},
    ),
    "parent-rows": Sample(
        {
            "a.csv": [
                ["Student ID", "First name", "Last name", "Email", "Phone", "Relationship"],
                ["c1", "Maria", "Garcia", "m@x.org", "91919191", "Mother"],
                ["c2", "Maria", "Garcia", "g@x.org", "92929292", "Mother"],
                ["c3", "Bo", "Lee", "bo@x.org", "93939393", "Father"],
            ]
        },
        {"a.csv": [0, 3, 4]},
    ),
    "oneroster": Sample(
        {
            "users.csv": [
                ["sourcedId", "status", "orgSourcedIds", "role", "username", "givenName"]
                + ["familyName", "email", "sms", "agentSourcedIds"],
                ["g1", "", "o1", "guardian", "ada", "Ada", "B", "ada@x.org", "9191919", "c1,c2"],
                ["g2", "", "o1", "guardian", "eva", "Eva", "D", "eva@x.org", "9292929", "c2"],
                ["c1", "", "o1", "student", "nora", "Nora", "B", "n@x.org", "9393939", "g1"],
                ["c2", "", "o1", "student", "emil", "Emil", "D", "e@x.org", "9494949", "g1,g2"],
            ],
            "orgs.csv": [["sourcedId", "name", "type"], ["o1", "Hillside", "school"]],
        },
        {"users.csv": [0, 4, 7, 8, 9]},
    ),
    "sds-v1": Sample(
        {
            "User.csv": [
                ["Email", "First Name", "Last Name", "Phone", "SIS ID"],
                ["ada@x.org", "Ada", "B", "9191919", "g1"],
                ["eva@x.org", "Eva", "D", "9292929", ""],
                ["bo@x.org", "Bo", "L", "9393939", "g3"],
            ],
            "GuardianRelationship.csv": [
                ["SIS ID", "Email", "Role"],
                ["c1", "ada@x.org", "parent"],
                ["c2", "eva@x.org", "guardian"],
                ["c2", "bo@x.org", "guardian"],
            ],
        },
        {"User.csv": [0, 3, 4], "GuardianRelationship.csv": [0, 1]},
    ),
    "sds-v2.1": Sample(
        {
            "users.csv": [
                ["sourcedId", "username", "givenName", "familyName", "email", "phone"],
                ["g1", "ada", "Ada", "B", "ada@x.org", "9191919"],
                ["g2", "eva", "Eva", "D", "eva@x.org", "9292929"],
                ["c1", "nora", "Nora", "B", "n@x.org", "9393939"],
            ],
            "relationships.csv": [
                ["userSourcedId", "relationshipUserSourcedId", "relationshipRole"],
                ["c1", "g1", "parent"],
                ["c1", "g2", "guardian"],
                ["c2", "g2", "guardian"],
            ],
        },
        {"users.csv": [0, 1, 4, 5], "relationships.csv": [0, 1]},
    ),
    "canvas": Sample(
        {
            "users.csv": [
                ["user_id", "login_id", "first_name", "last_name", "email", "declared_user_type"]
                + ["status"],
                ["g1", "ada", "Ada", "B", "ada@x.org", "observer", "active"],
                ["g2", "eva", "Eva", "D", "eva@x.org", "observer", "active"],
                ["c1", "nora", "Nora", "B", "n@x.org", "student", "active"],
            ],
            "user_observers.csv": [
                ["observer_id", "student_id", "status"],
                ["g1", "c1", "active"],
                ["g2", "c1", "active"],
                ["g2", "c2", "active"],
            ],
        },
        {"users.csv": [0, 1, 4], "user_observers.csv": [0, 1]},
    ),
    "clever": Sample(
        {
            "students.csv": [
                ["School_id", "Student_id", "First_name", "Last_name", "Contact_name"]
                + ["Contact_relationship", "Contact_type", "Contact_email", "Contact_phone"]
                + ["Contact_sis_id"],
                ["s", "c1", "Nora", "B", "Maria Garcia", "Mother", "", "m@x.org", "9191919", "g1"],
                ["s", "c2", "Emil", "D", "Maria Garcia", "Mother", "", "g@x.org", "9292929", "g2"],
                ["s", "c3", "Lea", "E", "Bo Lee", "Father", "", "b@x.org", "9393939", "g3"],
                ["s", "c4", "Leo", "F", "Bo Lee", "Father", "", "l@x.org", "9494949", "g4"],
            ]
        },
        {"students.csv": [1, 7, 8, 9]},
    ),
    "onde": Sample(
        {
            "a.csv": [
                ["Nom responsable", "Prénom responsable", "Courriel", "Téléphone portable"]
                + ["Nom de famille enfant", "Prénom enfant", "Classes enfants"],
                ["Garcia", "Maria", "m@x.org", "91919191", "Garcia", "Nora", "CP"],
                ["Lee", "Bo", "b@x.org", "92929292", "Lee", "Emil", "CE1"],
                ["Lee", "Bo", "l@x.org", "93939393", "Lee", "Leo", "CE2"],
            ]
        },
        {"a.csv": [2, 3]},
    ),
    "powerschool": Sample(
        {
            "a.csv": [
                ["Contact ID", "First Name", "Last Name", "Email Address", "studentNumber"]
                + ["phoneNumberAsEntered", "Relationship Type"],
                ["k1", "Ada", "B", "ada@x.org", "c1", "9191919", "Mother"],
                ["", "", "", "", "c2", "9191919", "Mother"],
                ["k2", "Eva", "D", "eva@x.org", "c2", "9292929", "Mother"],
            ]
        },
        {"a.csv": [3, 4, 5]},
    ),
    "moodle-users": Sample(
        {
            "a.csv": [
                ["username", "firstname", "lastname", "email", "idnumber", "phone1", "auth"],
                ["ada", "Ada", "B", "ada@x.org", "g1", "9191919", "manual"],
                ["eva", "Eva", "D", "eva@x.org", "g2", "9292929", "manual"],
            ]
        },
        {"a.csv": [0, 3, 4, 5]},
    ),
    "moodle-tutors": Sample(
        {"a.csv": [["g0", "c0", "add"], ["g1", "c1", "add"], ["g2", "c2", "add"]]},
        {"a.csv": [0, 1]},
    ),
}


def plan_of(sample: Sample, files: dict[str, list[list[str]]]) -> Plan:
    written = [
        (name, "".join(",".join(line) + "\n" for line in lines).encode())
        for name, lines in files.items()
    ]
    return planned(*written, profile=sample.profile, child_separator=sample.separator)


def outcome(made: Plan) -> Any:
    """All that a plan does: people with their values, relationships and pending relationships, and
    what is left out."""
    people = made.people.sort("number").drop("rows").to_dicts()
    relationships = made.relationships.sort("row", "folded").to_dicts()
    problems = made.problems.filter(pl.col("code") != "placeholder").drop("value").to_dicts()
    return people, relationships, [each for each in problems if each["severity"] == "error"]


type Cell = tuple[str, int, int]


def who_cells(sample: Sample) -> list[Cell]:
    """File, line and column of all that identifies somebody."""
    return [
        (file, line, column)
        for file, columns in sample.who.items()
        for line in range(1, len(sample.files[file]))
        for column in columns
        if sample.files[file][line][column]
    ]


def with_text(sample: Sample, hit: Iterable[Cell], text: str) -> dict[str, list[list[str]]]:
    files = {name: [list(line) for line in lines] for name, lines in sample.files.items()}
    for file, line, column in hit:
        files[file][line][column] = f'"{text}"'
    return files


# Documents are no lines of cells: the same law is held for them in formats/test_documents.py.
DOCUMENTS = {"siecle", "ctf", "wonde", "schulconnex", "ims-enterprise"}


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) - {"pupils"} == set(FORMATS) - {"auto"} - DOCUMENTS


# A key of one file by which another refers to it: alone it leads nowhere, whatever stands there.
REFERS = {
    "canvas": {("user_observers.csv", 0)},
    "sds-v1": {("GuardianRelationship.csv", 1)},
    "sds-v2.1": {("users.csv", 0), ("relationships.csv", 1)},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_law_notices_where_nothing_is_a_placeholder(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the law of K33 compares differs in each column, were the list of words not asked."""
    sample = SAMPLES[name]
    monkeypatch.setattr(placeholder_columns, "is_placeholder", lambda _text: False)
    columns = {(file, column) for file, several in sample.who.items() for column in several}
    for at in columns - REFERS.get(name, set()):
        cells = [cell for cell in who_cells(sample) if (cell[0], cell[2]) == at]
        said, empty = (outcome(plan_of(sample, with_text(sample, cells, t))) for t in ("NULL", ""))
        assert said != empty, at


@pytest.mark.parametrize("name", SAMPLES)
@given(st.data())
def test_k33_a_placeholder_does_what_an_empty_cell_does(name: str, data: st.DataObject) -> None:
    sample = SAMPLES[name]
    cells = who_cells(sample)
    hit = data.draw(st.sets(st.sampled_from(cells), min_size=1, max_size=6))
    word = data.draw(WORD)
    said = plan_of(sample, with_text(sample, hit, word))
    assert outcome(said) == outcome(plan_of(sample, with_text(sample, hit, "")))
    assert word not in {value for _parent, value in pendings(said)}
    if set(sample.files) == {"a.csv"}:  # others name people whom the profile does not read
        told = said.problems.filter(pl.col("code") == "placeholder")
        assert told.select("row", "column").n_unique() >= len(hit)


@given(WORD, st.sampled_from([";", "|", "/"]))
def test_k33_a_part_of_a_cell_of_children_is_asked_as_well(word: str, separator: str) -> None:
    head = "SyncID;First name;Last name;ChildID\n".replace(";", "\t")
    row = f"P1\tAda\tB\tC1{separator}{word}{separator}C2\n"
    made = planned(head + row, child_separator=separator, delimiter="\t")
    if separator not in word:
        assert pendings(made) == {("P1", "C1"), ("P1", "C2")}
        assert codes(made)["placeholder"] == 1
    alone = planned(head + f"P1\tAda\tB\t{word}\n", child_separator=separator, delimiter="\t")
    assert pendings(alone) == set()
    assert codes(alone) == {"placeholder": 1}


def test_k33_a_prefix_makes_no_key_of_a_placeholder() -> None:
    head = "SyncID,User name,First name,Last name,ChildID\n"
    made = planned(head + "NULL,ada,Ada,B,C1\n#N/A,eva,Eva,D,-\n", key_prefix="H-")
    assert pendings(made) == {("ada", "H-C1")}
    assert made.people["sync_key"].to_list() == [None, None]


def test_k33_a_row_without_any_other_name_is_left_out_and_told() -> None:
    made = planned("SyncID,First name,Last name,ChildID\n#N/A,Ada,B,C1\nP2,Eva,D,C1\n")
    assert codes(made) == {"placeholder": 1, "no-identity": 1, "child-unknown": 1}
    assert pendings(made) == {("P2", "C1")}


def test_k33_powerschools_contact_is_not_carried_over_a_placeholder() -> None:
    made = planned(
        "Contact ID,First Name,Last Name,studentNumber,Relationship Type\n"
        "k1,Ada,B,c1,Mother\nNULL,Eva,D,c2,Mother\n,,,c3,Mother\n"
    )
    assert pendings(made) == {("k1", "c1")}
    assert codes(made)["no-identity"] == 2


def test_k33_in_a_column_of_rights_unknown_and_nought_are_said() -> None:
    assert all(readable(cell) for cell in ("0", "-", "n/a", "unknown", "ukjent"))
    made = planned(
        "SyncID,First name,Last name,ChildID,Parental responsibility\n"
        "P1,Ada,B,C1,0\nP2,Eva,D,C1,ukjent\nP3,Ola,E,C1,-\nP4,Ida,F,C1,yes\n"
    )
    claims = made.relationships.sort("row")["claim"].to_list()
    assert claims == ["no", "unknown", "unknown", "yes"]
    assert "placeholder" not in codes(made)

"""One cast of families in many formats: each finds the same families, as far as it can say."""

import json
import re
from dataclasses import dataclass, field

import polars as pl
import pytest

from kinkeeper.roster.cells.claim_words import WITHHOLDS
from kinkeeper.roster.formats import BY_NAME, READERS
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.plan.draft import draft
from kinkeeper.roster.table import FileRefused, Table
from tests.roster.core import ROSTERS, TODAY, codes, files_in, planned, read

EDGES = json.loads((ROSTERS / "expected_edges.json").read_text())
RELATIONSHIPS = {(edge["guardian"], edge["student"]) for edge in EDGES}
ENTITLED = {(edge["guardian"], edge["student"]) for edge in EDGES if edge["legal"]}
UNCLE, BARRED, CARER = ("gd-2004", "st-1003"), ("gd-2006", "st-1004"), ("gd-2005", "st-1004")


@dataclass(frozen=True)
class Sample:
    """`absent` are relationships that the file does not have; `open` relationships whose people
    have no right to see the child and of whom the format cannot say so; `asks` relationships of
    people who have the right and of whom it does not say that."""

    path: str
    format: str
    absent: frozenset[tuple[str, str]] = frozenset()
    open: frozenset[tuple[str, str]] = frozenset({BARRED})
    asks: frozenset[tuple[str, str]] = frozenset()
    more: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.path


SAMPLES = [
    Sample("oneroster_1.1_bulk_agents_on_guardians", "oneroster"),
    Sample("oneroster_1.1_bulk_agents_on_students", "oneroster"),
    Sample("oneroster_1.2.0_bulk", "oneroster"),
    Sample("oneroster_1.1_bulk_agents_on_guardians.zip", "oneroster"),
    Sample("oneroster_1.2.0_bulk.zip", "oneroster"),
    Sample("sds_v1", "sds-v1", absent=frozenset({UNCLE})),
    Sample("sds_v2.1", "sds-v2.1", absent=frozenset({UNCLE})),
    Sample("canvas_sis", "canvas", absent=frozenset({BARRED}), open=frozenset({UNCLE})),
    Sample("clever_sftp", "clever", open=frozenset(), asks=frozenset({CARER})),
    Sample("powerschool_contacts/contacts_export.csv", "powerschool", open=frozenset()),
    Sample("moodle/tutorlink.csv", "moodle-tutors", frozenset({BARRED}), frozenset({UNCLE})),
]


def links_of(table: Table) -> dict[tuple[str, str], str | None]:
    """(guardian's key, child's key) -> claim; a child's number is the end of its key."""
    assert table.links is not None
    assert table.fields is not None
    own = f"c{table.fields.index('sync_key')}"
    said = draft(
        table, Options(profile="parent"), weak=lambda _password: False, today=TODAY
    ).children
    keyed = said.join(table.cells.select("row", guardian=own), on="row")
    return {
        (row["guardian"], re.sub(r"^(?=\d)", "st-", row["value"])): row["claim"]
        for row in keyed.iter_rows(named=True)
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_k26_every_format_finds_the_same_families(sample: Sample) -> None:
    name, table = read(files_in(sample.path))
    assert name == sample.format
    found = links_of(table)
    assert set(found) == RELATIONSHIPS - sample.absent
    granted = {relationship for relationship, claim in found.items() if claim not in WITHHOLDS}
    assert granted == (ENTITLED | sample.open) - sample.absent - sample.asks


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.format != "moodle-tutors"], ids=str)
def test_every_parent_of_a_package_is_planned_with_a_name(sample: Sample) -> None:
    made = planned(*files_in(sample.path))
    people = made.people.filter(pl.col("act") == "create")
    named = {row["sync_key"]: row["family_name"] for row in people.iter_rows(named=True)}
    assert named["gd-2001"] == "Berg"
    assert named["gd-2006"] == "O'Neill"
    assert made.counts["people"]["rejected"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "oneroster_1.1_bulk_agents_on_students",
        "oneroster_1.2.0_bulk.zip",
        "sds_v1",
        "sds_v2.1",
        "canvas_sis",
        "clever_sftp",
        "moodle/uploadusers.csv",
        "generic_csv/one_row_per_child_two_parents.csv",
    ],
)
def test_the_pupils_of_the_same_package_are_found_by_the_same_keys(path: str) -> None:
    made = planned(*files_in(path), profile="pupil")
    keys = set(made.people.filter(pl.col("act") == "create")["sync_key"])
    assert keys == {"st-1001", "st-1002", "st-1003", "st-1004"}
    names = set(made.people["given_name"])
    assert names == {"Nora", "Elias", "Amir", "Zoë"}


def test_clever_dates_are_month_first_and_schools_have_names() -> None:
    made = planned(*files_in("clever_sftp"), profile="pupil")
    nora = made.people.filter(pl.col("sync_key") == "st-1001").row(0, named=True)
    assert str(nora["birth_date"]) == "2015-03-02"
    assert any("Lindenberg School" in path for path in nora["new_paths"])


def test_parents_in_moodles_file_have_no_children_there_and_keep_their_language() -> None:
    name, table = read(files_in("moodle/uploadusers.csv"))
    assert name == "moodle-users"
    made = planned(*files_in("moodle/uploadusers.csv"))
    kari = made.people.filter(pl.col("sync_key") == "gd-2001").row(0, named=True)
    assert (kari["language"], kari["username"]) == ("nb", "kari.berg@example.org")
    assert made.relationships.is_empty()
    assert table.links is None
    assert codes(made)["other-people"] == 1


def test_one_row_a_child_in_the_encoding_of_an_old_spreadsheet() -> None:
    path = "generic_csv/one_row_per_child_two_parents.csv"
    name, table = read(files_in(path))
    assert (name, table.encoding, table.delimiter) == ("pupil-rows", "windows-1252", ";")
    made = planned(*files_in(path))
    people = {
        person["person_id"]: f"{person['given_name']} {person['family_name']}"
        for person in made.people.iter_rows(named=True)
    }
    relationships = {
        (people[relationship["parent_id"]], relationship["value"])
        for relationship in made.relationships.iter_rows(named=True)
    }
    assert ("Kari Berg", "st-1001") in relationships
    assert ("Kari Berg", "st-1002") in relationships
    assert ("Petra Müller", "st-1004") in relationships
    assert len(relationships) == len(RELATIONSHIPS)
    assert made.counts["people"]["create"] == 6  # Kari and Jonas are one person each
    assert made.counts["rows"] == 4
    assert codes(made)["derived-keys"] == 1
    assert "Zoë, O'Neill-Müller" in made.problems.filter(code="encoding-guessed")["detail"][0]
    claims = {
        relationship["value"] + relationship["kind"]: relationship["claim"]
        for relationship in made.relationships.iter_rows(named=True)
    }
    assert claims["st-1003other"] == "kind"  # the uncle
    assert claims["st-1003mother"] is None


def test_a_row_a_parent_with_several_children_in_a_cell() -> None:
    made = planned(
        *files_in("generic_csv/one_row_per_parent.csv"), child_separator=",", match_on="username"
    )
    assert made.counts["people"]["create"] == 6
    assert made.counts["relationships"]["pending"] == 8


def test_a_row_a_relationship_matched_on_the_email() -> None:
    """Omar has no address; one father is none by the file."""
    made = planned(*files_in("generic_csv/one_row_per_link.csv"), match_on="email")
    assert made.counts["people"]["create"] == 5
    assert codes(made) == {"child-unknown": 7, "no-identity": 1, "proposed": 1}
    claims = {
        (relationship["value"], relationship["kind"]): relationship["claim"]
        for relationship in made.relationships.iter_rows(named=True)
    }
    assert claims["st-1004", "father"] == "no"
    assert claims["st-1004", "guardian"] == "yes"


def test_formats_are_named_once() -> None:
    assert {each.name for each in READERS} == set(FORMATS)
    assert set(BY_NAME) == set(FORMATS)


def test_a_format_that_was_chosen_must_fit() -> None:
    with pytest.raises(FileRefused) as refused:
        read([("a.csv", b"SyncID,First name,Last name\nP1,Ada,B\n")], format="oneroster")
    assert refused.value.code == "wrong-format"


def test_a_format_can_be_declined() -> None:
    name, table = read(files_in("canvas_sis/user_observers.csv"), format="plain")
    assert name == "plain"
    assert table.headings == ("observer_id", "student_id", "status")


def test_k35_what_is_marked_as_gone_makes_nobody_and_is_told() -> None:
    users = (
        b"sourcedId,status,dateLastModified,orgSourcedIds,role,username,givenName,familyName,"
        b"agentSourcedIds\n"
        b"gd-1,active,2026-01-01,o,parent,a.b,Ada,Berg,st-1\n"
        b"gd-2,tobedeleted,2026-01-01,o,parent,c.d,Carl,Dahl,st-1\n"
        b"st-1,active,2026-01-01,o,student,e.f,Eva,Berg,\n"
    )
    made = planned(("users.csv", users))
    assert made.people["sync_key"].to_list() == ["gd-1"]
    assert codes(made)["not-valid-now"] == 1
    with pytest.raises(FileRefused) as refused:
        read([("users.csv", users)], links="exact")
    assert refused.value.code == "exact-needs-whole"


def test_a_one_sided_agent_beside_two_sided_ones_is_a_question() -> None:
    head = b"sourcedId,status,orgSourcedIds,role,username,givenName,familyName,agentSourcedIds\n"
    rows = [
        b"g1,,o,parent,a,A,A,p1",
        b"g2,,o,parent,b,B,B,p2",
        b"g3,,o,parent,c,C,C,p1",  # p1 does not name g3
        b"p1,,o,student,d,D,D,g1",
        b"p2,,o,student,e,E,E,g2",
    ]
    _name, table = read([("users.csv", head + b"\n".join(rows) + b"\n")])
    assert links_of(table) == {("g1", "p1"): None, ("g2", "p2"): None, ("g3", "p1"): "unknown"}


def test_staff_among_the_agents_wait_for_a_decision() -> None:
    users = (
        b"sourcedId,givenName,familyName,username,agentSourcedIds\n"
        b"t1,Tom,Tutor,t1,p1\np1,Pia,Pupil,p1,\n"
    )
    roles = b"userSourcedId,roleType,role,orgSourcedId\nt1,primary,teacher,o\n"
    roles += b"t1,secondary,guardian,o\np1,primary,student,o\n"
    _name, table = read([("users.csv", users), ("roles.csv", roles)])
    assert links_of(table) == {("t1", "p1"): "unknown"}

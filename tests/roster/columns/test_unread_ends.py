"""K31, K35: a column that may say until when something holds, and that nobody reads, is asked."""

import pytest

from tests.roster.columns.test_unread import OF_RELATIONSHIPS, files_of
from tests.roster.core import Plan, codes, planned, pupils_here
from tests.roster.workbooks import book

HEAD = "SyncID,First name,Last name,ChildID"
ENDS = [
    ("End date", "2020-01-01"),
    ("Valid from", "2030-01-01"),
    ("Contact end date", "2020-01-01"),
    ("Parent 1 status", "ended"),
    ("metadata.endDate", "2020-01-01"),
    ("Status", "ended"),
    ("Active", "no"),
    ("Deleted", "1"),
    ("Inaktiv seit", "01.05.2020"),
    ("Access until", "2020-01-01"),
    ("Gyldig til", "2020-01-01"),
]


def asked(made: Plan) -> list[str]:
    reasons = (made.counts["guard"] or {"reasons": []})["reasons"]
    return [name for each in reasons if each["code"] == "unread-rights" for name in each["columns"]]


def plain(heading: str, *cells: str) -> Plan:
    rows = [f"P-{at},Ada{at},Lie,H-1,{cell}\n" for at, cell in enumerate(cells)]
    return planned(f"{HEAD},{heading}\n{''.join(rows)}", site=pupils_here("H-1"))


@pytest.mark.parametrize(("name", "file"), OF_RELATIONSHIPS)
@pytest.mark.parametrize(("heading", "cell"), ENDS)
def test_k35_k31_no_format_passes_over_an_end(
    name: str, file: str, heading: str, cell: str
) -> None:
    """It is read, and then connects nobody for today; or the file waits."""
    made = planned(*files_of(name, file, heading, cell), site=pupils_here("1"))
    create = made.relationships.filter(made.relationships["act"] == "create")
    assert asked(made) or create["starts_on"].null_count() == 0


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Status", ["ended", "married", "single"]),
        ("Status", ["Ended by the office", "still fine"]),
        ("Status", ["A", "I"]),
        ("Status", ["archived"]),
        ("Status", ["no longer a carer", "fine"]),
        ("Active", ["A", "I"]),
        ("Deleted", ["2024-05-01", ""]),
        ("Deleted at", ["2024-05-01", ""]),
        ("Contact status", ["inactive", "active"]),
        ("Column 7", ["active", "former"]),
    ],
)
def test_k31_words_that_are_understood_in_part_are_asked(heading: str, cells: list[str]) -> None:
    assert asked(plain(heading, *cells)) == [heading]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Marital status", ["married", "single"]),
        ("Status", ["full-time", "part-time"]),
        ("Contact active", ["1", "yes"]),
        ("Contact deleted", ["0", ""]),
        ("Student end date", ["2020-01-01"]),
        ("Student status", ["suspended"]),
        ("Address valid until", ["2020-01-01"]),
        ("Contact end date", ["", "-"]),
        ("Renewal date", ["2020-01-01"]),
    ],
)
def test_what_is_no_end_is_not_asked(heading: str, cells: list[str]) -> None:
    assert asked(plain(heading, *cells)) == []


def test_k31_the_end_of_one_of_several_children_is_asked() -> None:
    head = "SyncID,First name,Last name,Child 1 ID,Child 1 valid to,Child 2 ID,Child 2 valid to\n"
    row = "P-1,Ada,Lie,H-1,,H-2,2020-01-01\n"
    assert asked(planned(head + row, site=pupils_here("H-1", "H-2"))) == ["Child 2 valid to"]


def test_k31_a_strange_file_about_rights_is_asked() -> None:
    more = ("custody.csv", b"userSourcedId,studentId,value\nG1,1,none\n")
    made = planned(*files_of("oneroster"), more, site=pupils_here("1"))
    assert asked(made) == ["custody.csv: userSourcedId", "custody.csv: studentId"]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("May see child", "no"),
        ("Can view", "no"),
        ("Parental resp.", "N"),
        ("Receives information", "no"),
        ("Kan se barnet", "nei"),
        ("Notes", "Lost parental authority in 2024"),
        ("Notes", "The relationship ended in May"),
        ("Notes", "must not see the child"),
        ("VÃ¥rdnad", "nej"),
        ("ForÃ¦ldremyndighed", "nej"),
    ],
)
def test_k31_words_about_rights(heading: str, cell: str) -> None:
    assert asked(plain(heading, cell)) == [heading]


@pytest.mark.parametrize("heading", ["Photos allowed", "See also", "Report language", "Viewed"])
def test_words_that_say_nothing_of_rights(heading: str) -> None:
    assert asked(plain(heading, "no")) == []


def test_k31_a_second_column_of_ends_is_asked() -> None:
    head = f"{HEAD},Valid to,End date\n"
    made = planned(head + "P-1,Ada,Lie,H-1,,2020-01-01\n", site=pupils_here("H-1"))
    assert asked(made) == ["End date"]


def test_a_standards_classes_and_terms_end_without_a_question() -> None:
    """A term that ends says nothing of any parent."""
    files = files_of("oneroster")
    terms = (
        "sourcedId,status,title,type,startDate,endDate\nt1,active,2020,term,2020-01-01,2020-06-01\n"
    )
    made = planned(*files, ("academicSessions.csv", terms.encode()), site=pupils_here("1"))
    assert asked(made) == []
    assert made.relationships["act"].to_list() == ["create"]


def test_k33_an_error_in_a_column_of_ends_is_an_error_of_its_row() -> None:
    rows = [
        ["SyncID", "First name", "Last name", "ChildID", "Valid to"],
        ["P-1", "Ada", "Lie", "H-1", "=NA()"],
        ["P-2", "Bo", "Lie", "H-1", "2030-01-01"],
    ]
    made = planned(("f.xlsx", book(rows)), site=pupils_here("H-1"))
    assert made.relationships["act"].to_list() == ["rejected", "create"]
    assert codes(made) == {"cell-error": 1}

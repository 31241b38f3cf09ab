"""The days of which files speak: of two statements, and however they are written (K35)."""

import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import codes, planned, pupils_here
from tests.roster.formats.test_valid_now_files import USERS, acts, csv


def test_k35_a_role_of_the_users_file_ends_where_the_roles_file_says_so() -> None:
    users = csv(
        "users",
        f"{USERS},agentSourcedIds",
        "S1,,true,o1,student,s1,Kid,One,",
        "G1,,true,o1,parent,g1,Ola,Out,S1",
        'G2,,true,"o1,o2",parent,g2,Ida,In,S1',
    )
    roles = csv(
        "roles",
        "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
        "r1,,G1,primary,parent,2019-08-01,2021-07-31,o1",
        "r2,,G2,primary,parent,2019-08-01,2021-07-31,o1",
    )
    made = planned(users, roles, site=pupils_here("S1"))
    assert made.people["sync_key"].to_list() == ["G2"]  # at the other school it goes on
    assert acts(made) == [("create", "S1")]


def test_k35_roles_of_two_school_years_are_one_span() -> None:
    users = csv(
        "users",
        f"{USERS.replace(',role', '')},agentSourcedIds",
        "S1,,true,o1,s1,Kid,One,",
        "G1,,true,o1,g1,Ida,In,S1",
    )
    roles = csv(
        "roles",
        "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
        "r1,,S1,primary,student,,,o1",
        "r2,,G1,primary,parent,2026-08-01,2027-08-01,o1",
        "r3,,G1,primary,parent,2027-08-01,2028-08-01,o1",
    )
    made = planned(users, roles, site=pupils_here("S1"))
    assert made.relationships.select("starts_on", "ends_on").rows() == [
        ("2026-08-01", "2028-07-31")
    ]


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["31.07.2025", "31.07.2027"], ["2027-07-31"]),
        (["07/31/2025", "07/01/2027"], ["2027-07-01"]),
        (["31/07/2025 00:00:00", "01/07/2027 00:00:00"], ["2027-07-01"]),
        (["2025-07-31T00:00:00Z", "20270701"], ["2027-07-01"]),
    ],
)
def test_k35_k31_days_are_read_in_the_one_order_of_their_column(
    cells: list[str], days: list[str]
) -> None:
    rows = [f"P-{at},Ada{at},Lie,H-1,{cell}" for at, cell in enumerate(cells)]
    file = csv("f", "SyncID,First name,Last name,ChildID,Valid to", *rows)
    made = planned(file, site=pupils_here("H-1"))
    assert codes(made) == {"not-valid-now": 1}
    assert made.relationships["ends_on"].to_list() == days


def test_k35_k31_a_day_that_can_be_read_in_two_ways_is_read_as_a_person_said() -> None:
    file = csv("f", "SyncID,First name,Last name,ChildID,Valid to", "P-1,Ada,Lie,H-1,01/07/2027")
    with pytest.raises(FileRefused) as refused:
        planned(file, site=pupils_here("H-1"))
    assert refused.value.code == "date-order"
    for order, day in (("day-first", "2027-07-01"), ("month-first", "2027-01-07")):
        made = planned(file, site=pupils_here("H-1"), date_order=order)
        assert made.relationships["ends_on"].to_list() == [day]


def test_k35_of_two_days_that_a_contact_ends_the_first_counts() -> None:
    head = (
        "Contact ID,First Name,Last Name,Is Active,studentNumber,Relationship Type,End Date,"
        "Relationship End Date,STUDENTCONTACTDETAILCOREFIELDS.legalGuardian"
    )
    row = "G1,Ola,Out,1,S1,Father,2030-01-01,06/30/2025,1"
    made = planned(csv("contacts", head, row), site=pupils_here("S1"))
    assert acts(made) == []
    assert codes(made) == {"not-valid-now": 1}


@pytest.mark.parametrize("nothing", ["-", "NULL", "n/a", "0000-00-00", "#N/A"])
def test_k35_a_placeholder_is_no_end(nothing: str) -> None:
    file = csv("f", "SyncID,First name,Last name,ChildID,Valid to", f"P-1,Ada,Lie,H-1,{nothing}")
    made = planned(file, site=pupils_here("H-1"))
    assert acts(made) == [("create", "H-1")]
    assert made.relationships["ends_on"].to_list() == [None]

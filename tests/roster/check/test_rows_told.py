"""K31: each row is read, or the plan says of which it was not, and why."""

import json

from tests.roster.columns.test_unread import files_of
from tests.roster.core import File, Plan, codes, planned, pupils_here


def told(made: Plan, code: str) -> list[dict[str, object]]:
    details = made.problems.filter(made.problems["code"] == code)["detail"].to_list()
    return [json.loads(each) for each in details]


def with_row(name: str, file: str, *cells: str) -> list[File]:
    """The format's sample with one more row in one of its files."""
    return [
        (each, data + ("\n" + ",".join(cells)).encode() if each == file else data)
        for each, data in files_of(name)
    ]


def test_k31_people_of_another_profile_are_named_by_their_rows() -> None:
    made = planned(*files_of("oneroster"), site=pupils_here("1"))
    assert told(made, "other-people") == [{"count": 1, "rows": "2"}]
    files = with_row("oneroster", "users.csv", "2", "o", "student", "s2", "Kid", "Two", "")
    assert told(planned(*files), "other-people") == [{"count": 2, "rows": "2, 4"}]


def test_k31_many_rows_are_named_as_spans() -> None:
    rows = "".join(f"P-{n},Ada,Lie,parent\n" for n in range(3))
    pupils = "".join(f"L-{n},Theo,Lie,pupil\n" for n in range(500))
    made = planned("SyncID,First name,Last name,Role\n" + rows + pupils)
    assert told(made, "other-people") == [{"count": 500, "rows": "5–504"}]


def test_k31_a_contact_without_a_name_is_named() -> None:
    more = ["9", "1", "Kid", "One", "Mother", "Parent/Guardian", "", "G2"]
    made = planned(*with_row("clever", "students.csv", *more), site=pupils_here("1"))
    assert codes(made)["required"] == 1
    assert made.people["act"].to_list() == ["create", "rejected"]
    nothing = ["9", "2", "Kid", "Two", "", "", "", ""]
    made = planned(*with_row("clever", "students.csv", *nothing), site=pupils_here("1"))
    assert "required" not in codes(made)


def test_k31_a_pupil_who_is_the_own_contact_is_counted() -> None:
    more = ["9", "1", "Kid", "One", "Self", "Primary", "Kid One", "S1"]
    made = planned(*with_row("clever", "students.csv", *more), site=pupils_here("1"))
    assert told(made, "other-people") == [{"count": 1, "rows": "3"}]


def test_k31_a_role_or_seat_of_somebody_who_is_in_no_file_is_named() -> None:
    roles = b"userSourcedId,roleType,role\n77,primary,parent"
    files = [*files_of("oneroster"), ("roles.csv", roles)]
    said = told(planned(*files), "rows-name-nobody")
    assert said == [{"file": "roles.csv", "other": "users.csv", "count": 1, "rows": "2"}]
    seats = [
        *files_of("oneroster"),
        ("classes.csv", b"sourcedId,title\nc,7B"),
        ("enrollments.csv", b"classSourcedId,userSourcedId,role\nc,1,student\nd,1,student"),
    ]
    said = told(planned(*seats, profile="pupil"), "rows-name-nobody")
    assert said == [{"file": "enrollments.csv", "other": "classes.csv", "count": 1, "rows": "3"}]
    assert told(planned(*seats), "rows-name-nobody") == []  # not read for the parents


def test_k31_half_a_relationship_is_named() -> None:
    made = planned(*with_row("canvas", "user_observers.csv", "G1", "", "active"))
    said = {"file": "user_observers.csv", "heading": "student_id", "count": 1, "rows": "3"}
    assert told(made, "rows-incomplete") == [said]
    made = planned(*with_row("sds-v1", "GuardianRelationship.csv", "", "f@e.org", "parent"))
    assert told(made, "rows-incomplete")[0]["heading"] == "SIS ID"

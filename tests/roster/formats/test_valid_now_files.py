"""Files in use that say that a role, an enrolment or an account no longer holds (K35)."""

import pytest

from tests.roster.core import File, Plan, codes, planned, pupils_here

USERS = "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName"


def csv(name: str, *lines: str) -> File:
    return f"{name}.csv", "\n".join([*lines, ""]).encode()


def paths(made: Plan) -> dict[str, list[str]]:
    rows = made.people.filter(made.people["act"] != "rejected")
    return dict(rows.select("sync_key", "new_paths").iter_rows())


def acts(made: Plan) -> list[tuple[str, str]]:
    return sorted(made.relationships.select("act", "value").iter_rows())


def test_k35_a_role_that_ended_and_an_account_that_is_shut() -> None:
    users = csv(
        "users",
        "sourcedId,status,dateLastModified,enabledUser,username,givenName,familyName,agentSourcedIds",
        "S1,,,true,s1,Kid,One,G1",
        "G1,,,true,g1,Ola,Out,S1",
        "G2,,,false,g2,Dis,Abled,S1",
    )
    roles = csv(
        "roles",
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
        "r1,,,S1,primary,student,,,o1",
        "r2,,,G1,primary,parent,2019-08-01,2021-07-31,o1",
        "r3,,,G2,primary,parent,,,o1",
    )
    made = planned(users, roles, site=pupils_here("S1"))
    assert acts(made) == [("propose", "S1")]
    assert made.people["sync_key"].to_list() == ["G2"]
    assert codes(made)["not-valid-now"] == 2


def test_k35_a_last_date_that_is_exclusive_is_the_day_before() -> None:
    users = csv(
        "users",
        "sourcedId,status,enabledUser,username,givenName,familyName,agentSourcedIds",
        "S1,,,s1,Kid,One,",
        "G1,,,g1,Ola,Out,S1",
        "G2,,,g2,Ida,In,S1",
    )
    roles = csv(
        "roles",
        "sourcedId,status,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
        "r1,,S1,primary,student,,,o1",
        "r2,,G1,primary,parent,,2026-11-28,o1",
        "r3,,G2,primary,parent,,2026-11-29,o1",
    )
    made = planned(users, roles, site=pupils_here("S1"))
    assert made.relationships.select("act", "ends_on").rows() == [("create", "2026-11-28")]


def test_k35_a_word_that_the_standard_lacks_is_named_and_no_end() -> None:
    made = planned(
        csv(
            "users",
            f"{USERS},agentSourcedIds",
            "S1,current,true,o,student,s1,Kid,One,",
            "G1,A,true,o,parent,g1,Mor,One,S1",
            "G2,enabled,true,o,parent,g2,Far,One,S1",
            "G3,inactive,true,o,parent,g3,Ole,One,S1",
        ),
        site=pupils_here("S1"),
    )
    assert codes(made)["bad-status"] == 3
    assert "not-valid-now" not in codes(made)
    assert made.counts["people"]["rejected"] == 3


def test_k35_an_enrolment_that_ended_places_nobody() -> None:
    files = [
        csv("orgs", "sourcedId,name,type", "o1,Hill,school"),
        csv(
            "users",
            f"{USERS},agentSourcedIds",
            "S1,,true,o1,student,s1,Kid,One,",
            "S2,,true,o1,student,s2,Kid,Two,",
            "S3,,true,o1,student,s3,Kid,Three,",
        ),
        csv(
            "classes",
            "sourcedId,status,title,classType,schoolSourcedId",
            "c1,,4A last year,homeroom,o1",
            "c2,,5A,homeroom,o1",
            "c3,tobedeleted,6A,homeroom,o1",
            "c4,,6B,homeroom,o1",
        ),
        csv(
            "enrollments",
            "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate",
            "e1,tobedeleted,c1,o1,S1,student,2020-08-01,2021-07-01",
            "e2,active,c2,o1,S1,student,2026-08-01,",
            "e3,,c1,o1,S2,student,2020-08-01,2021-07-01",
            "e4,,c3,o1,S3,student,,",
            "e5,,c4,o1,S3,student,2027-08-01,",
            "e6,paused,c2,o1,S2,student,,",
            "e7,,c2,o1,S2,student,soon,",
        ),
    ]
    made = planned(*files, profile="pupil")
    assert paths(made) == {
        "S1": ["Hillside/Hill/5A"],
        "S2": ["Hillside/Hill"],
        "S3": ["Hillside/Hill/6B"],  # to come, and none now
    }
    assert codes(made) == {"bad-status": 1, "bad-date": 1}
    assert set(made.problems["row"].to_list()) == {None}


@pytest.mark.parametrize(
    ("status", "dates", "place"),
    [
        ("active", ",", "Hillside/MA5"),
        ("completed", ",", "Hillside"),
        ("inactive", ",", "Hillside"),
        ("active", ",2026-06-20", "Hillside"),
        ("active", "2026-08-17T00:00:00Z,2027-06-19T00:00:00Z", "Hillside/MA5"),
    ],
)
def test_k35_a_canvas_enrolment_that_ended_places_nobody(
    status: str, dates: str, place: str
) -> None:
    made = planned(
        csv("users", "user_id,login_id,first_name,last_name,declared_user_type,status",
            "S1,s1,Kid,One,student,active"),
        csv("enrollments", "course_id,user_id,role,status,start_date,end_date",
            f"c1,S1,student,{status},{dates}"),
        csv("courses", "course_id,short_name,status", "c1,MA5,active"),
        profile="pupil",
    )  # fmt: skip
    assert paths(made) == {"S1": [place]}
    assert codes(made) == {}


def test_k35_a_term_that_is_over_places_nobody() -> None:
    students = csv(
        "students", "School_id,Student_id,First_name,Last_name,Contact_name", "o1,S1,Kid,One,"
    )
    for ends, place in (("06/20/2026", "Hillside"), ("01/01/2027", "Hillside/5A")):
        made = planned(
            students,
            csv("enrollments", "School_id,Section_id,Student_id", "o1,c1,S1"),
            csv(
                "sections",
                "School_id,Section_id,Name,Term_start,Term_end",
                f"o1,c1,5A,08/17/2025,{ends}",
            ),
            profile="pupil",
        )
        assert paths(made) == {"S1": [place]}


def test_k35_a_class_of_sessions_that_are_over_is_none() -> None:
    def made(ends: str) -> Plan:
        return planned(
            csv("users", "sourcedId,username,givenName,familyName,activeDirectoryMatchId",
                "S1,s1,Kid,One,"),
            csv("roles", "userSourcedId,orgSourcedId,role,roleStartDate,roleEndDate",
                "S1,o1,student,,"),
            csv("orgs", "sourcedId,name,type", "o1,Hill,school"),
            csv("classes", "sourcedId,orgSourcedId,title,sessionSourcedIds", "c1,o1,5A,t1"),
            csv("enrollments", "classSourcedId,userSourcedId,role", "c1,S1,student"),
            csv("academicSessions", "sourcedId,title,type,schoolYear,startDate,endDate",
                f"t1,2026,schoolYear,2026,2025-08-17,{ends}"),
            profile="pupil",
        )  # fmt: skip

    assert paths(made("2026-06-19")) == {"S1": ["Hillside/Hill"]}
    assert paths(made("2027-06-19")) == {"S1": ["Hillside/Hill/5A"]}


def test_k35_a_suspended_pupil_is_read_and_a_suspended_teacher_is_not() -> None:
    head = "username,idnumber,firstname,lastname,email,suspended,deleted,profile_field_type"
    file = csv(
        "users", head, "a,S1,Kid,One,,1,0,student", "b,T1,Tea,Cher,,1,0,teacher",
        "c,S2,Kid,Two,,0,1,student",
    )  # fmt: skip
    assert planned(file, profile="pupil").people["sync_key"].to_list() == ["S1"]
    made = planned(file, profile="teacher")
    assert made.people.is_empty()
    assert codes(made)["not-valid-now"] == 1


def test_k35_an_inactive_contact_is_so_on_each_of_its_rows() -> None:
    head = (
        "Contact ID,First Name,Last Name,Is Active,studentNumber,Relationship Type,"
        "STUDENTCONTACTDETAILCOREFIELDS.legalGuardian"
    )
    rows = ["G1,Ola,Out,0,S1,Father,1", "G1,Ola,Out,,S2,Father,1", "G2,Ida,In,1,S1,Mother,1"]
    made = planned(csv("contacts", head, *rows), site=pupils_here("S1", "S2"))
    assert acts(made) == [("create", "S1")]


@pytest.mark.parametrize(
    ("heading", "profile", "codes_of"),
    [
        ("Guardian valid until", "parent", {"not-valid-now"}),
        ("Guardian valid to", "parent", {"not-valid-now"}),
        ("Relationship end date", "parent", {"not-valid-now"}),
        ("Student end date", "parent", set()),
        ("Valid until", "pupil", {"not-valid-now"}),
        ("Guardian end date", "pupil", set()),
        ("Gyldig til", "parent", {"not-valid-now"}),
        ("Gültig bis", "parent", {"not-valid-now"}),
        ("Giltigt till", "parent", {"not-valid-now"}),
        ("Valable jusqu'au", "parent", {"not-valid-now"}),
        ("Fecha de fin", "parent", {"not-valid-now"}),
        ("Birth date", "parent", set()),
        ("Renewal date", "parent", set()),
    ],
)
def test_k35_whose_last_day_a_heading_says(heading: str, profile: str, codes_of: set[str]) -> None:
    head, cells = "SyncID,First name,Last name", "P-1,Ada,Lie"
    if profile == "parent":
        head, cells = f"{head},ChildID", f"{cells},H-1"
    file = f"{head},{heading}\n{cells},2025-06-30\n"
    made = planned(file, profile=profile, site=pupils_here("H-1"))
    assert set(codes(made)) == codes_of


@pytest.mark.parametrize("cell", ["30.06.2025", "30/06/2025", "20250630", "2025-06-30T00:00:00Z"])
def test_k35_a_last_day_is_read_as_dates_are(cell: str) -> None:
    file = f"SyncID,First name,Last name,ChildID,Valid until\nP-1,Ada,Lie,H-1,{cell}\n"
    made = planned(file, site=pupils_here("H-1"))
    assert set(codes(made)) == {"not-valid-now"}

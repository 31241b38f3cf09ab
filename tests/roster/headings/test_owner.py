"""K37: nobody gets what a file says of somebody else, found by an adversary."""

import pytest

from kinkeeper.roster.headings.field_of_heading import adults_named, fields_of
from kinkeeper.roster.headings.heading_subject import said_of
from kinkeeper.roster.table import FileRefused
from tests.roster.core import pendings, planned

PUPILS_ROWS = [
    "Student ID,Username,First Name,Last Name,Guardian Email",
    "Elev-ID,Brukernavn,Fornavn,Etternavn,Foresattes e-post",
    "Schüler-ID,Benutzername,Vorname,Nachname,Elternemail",
    "Child ID,First Name,Last Name,Guardian Email",
    "Child ID,First Name,Last Name,Parent ID",
    "Barn-ID,Fornavn,Etternavn,Foresatt-ID",
    "Student Number,First Name,Last Name,Parent ID,Parent Email",
    "Username,First name,Last name,Parent ID,Class",
    "UPN,Forename,Surname,Year,Parent email",
]


def read(head: str, profile: str = "parent") -> dict[str, str]:
    headings = head.split(",")
    found = fields_of(headings, profile, "sync-key")
    return {field: name for name, field in zip(headings, found, strict=True) if field}


@pytest.mark.parametrize("head", PUPILS_ROWS)
def test_k37_a_pupils_name_and_username_are_no_parents(head: str) -> None:
    assert not {"given_name", "family_name", "username"} & read(head).keys()


@pytest.mark.parametrize(
    "head",
    [
        "SyncID,User name,First name,Last name,Parent e-mail,ChildID",
        "SyncID,User name,First name,Last name,ChildID",
    ],
)
def test_k37_a_plain_table_of_parents_keeps_its_names(head: str) -> None:
    assert {"given_name", "family_name", "username", "child"} <= read(head).keys()


def test_k37_no_parent_is_made_of_a_pupil_without_a_known_key() -> None:
    with pytest.raises(FileRefused) as refused:
        planned(f"{PUPILS_ROWS[-1]}\nU1,Kid,One,4,m@e.org\n", match_on="email")
    assert refused.value.code == "unclear-whose"


def test_k37_a_number_is_a_key_only_of_one_pupil_and_beside_no_other() -> None:
    for heading in ("Number of children", "Number of students", "Child number", "Parent number"):
        assert said_of(heading).what != "sync_key"
    both = read("Student ID,Student Number,First name,Last name", "pupil")
    assert both["sync_key"] == "Student ID"


def test_k37_a_pupil_gets_nothing_of_the_parent_whose_row_it_is() -> None:
    head = "SyncID,First name,Last name,E-mail,Birth date,Student ID,Student first name"
    head += ",Student last name,Class"
    assert read(head, "pupil") == {
        "sync_key": "Student ID",
        "given_name": "Student first name",
        "family_name": "Student last name",
        "class": "Class",
    }
    assert "E-mail" in adults_named(head.split(","))


def test_k37_an_unmarked_birth_date_is_the_pupils_where_both_are_named() -> None:
    head = "Student ID,Student first name,Student last name,Date of birth"
    head += ",Parent ID,Parent first name,Parent last name"
    assert "birth_date" not in read(head)
    assert read(head, "pupil")["birth_date"] == "Date of birth"


def test_k37_a_mothers_address_is_not_whoevers_row_it_is() -> None:
    head = "SyncID,First name,Last name,E-mail,Mother's e-mail,ChildID"
    assert read(head)["email"] == "E-mail"
    assert "email" not in read(head.replace(",E-mail", ""))
    beside = read(head + ",Mother's first name,Mother's last name")
    assert (beside["given_name"], beside["email"]) == ("First name", "E-mail")
    named = "Mother ID,Mother first name,Mother last name,Mother's e-mail,ChildID"
    assert read(named)["email"] == "Mother's e-mail"


def test_k37_a_german_kind_is_a_child() -> None:
    made = planned("Eltern-ID;Vorname;Nachname;Kind\nP1;Mor;Two;S1\n")
    assert pendings(made) == {("P1", "S1")}
    assert read("SyncID,First name,Last name,Kind,ChildID")["kind"] == "Kind"


@pytest.mark.parametrize("key", ["SyncID", "Username", "ChildID"])
def test_k37_of_two_people_in_a_row_the_parent_gets_only_what_is_the_parents(key: str) -> None:
    head = f"{key},First name,Last name,E-mail,Parent first name,Parent last name,Parent ID"
    found = read(head)
    assert found.pop("child", "ChildID") == "ChildID"
    assert found == {
        "given_name": "Parent first name",
        "family_name": "Parent last name",
        "sync_key": "Parent ID",
    }

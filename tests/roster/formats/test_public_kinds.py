"""Kinds of files that schools export and publish samples of, each with an invented family."""

import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import File, Plan, codes, planned, pupils_here, relationships


def guards(made: Plan) -> set[str]:
    """The columns that somebody is asked about before the plan is applied."""
    reasons = (made.counts["guard"] or {"reasons": []})["reasons"]
    return {name for reason in reasons for name in reason.get("columns", ())}


@pytest.mark.parametrize(
    "head",
    [
        "Student_id,Last_name,First_name,Username,School_id,Contact_relationship,Contact_email",
        "Student ID,Last name,First name,Username,Grade,Contact relationship,Contact email",
        "Pupil ID,Last name,First name,Username,Year,Doctor,Emergency contact",
        "Elev-ID,Etternavn,Fornavn,Brukernavn,Trinn,Lege,Kontaktperson",
        "Schüler-ID,Nachname,Vorname,Benutzername,Stufe,Arzt,Notfallkontakt",
    ],
)
def test_k37_a_pupils_row_with_contacts_alone_makes_the_pupil_nobodys_parent(head: str) -> None:
    text = f"{head}\nS1,Reed,Emma,ereed,5,Mother,m@e.org\n"
    with pytest.raises(FileRefused) as refused:
        planned(text, site=pupils_here("S1"))
    assert refused.value.code == "unclear-whose"
    assert head.rpartition(",")[2] in str(refused.value.detail["others"])
    assert not relationships(planned(text, profile="pupil"))


def test_k37_a_parent_who_has_an_emergency_contact_is_read() -> None:
    text = "SyncID,First name,Last name,ChildID,Emergency contact\nP1,Ann,Lee,S1,Bob\n"
    assert relationships(planned(text, site=pupils_here("S1"))) == {("create", "Ann Lee", "S1")}


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        ("SyncID,First name,Last name,ChildID,Is guardian", "YN"),
        ("SyncID,First name,Last name,ChildID,IsParent", "10"),
        ("SyncID,First name,Last name,ChildID,Guardian (Y/N)", "YN"),
        ("SyncID,Fornavn,Etternavn,ChildID,Er foresatt", "JN"),
        ("SyncID,Förnamn,Efternamn,ChildID,Vårdnadshavare (J/N)", "JN"),
        ("SyncID,Fornavn,Efternavn,ChildID,Forælder (J/N)", "JN"),
        ("SyncID,Vorname,Nachname,ChildID,Erziehungsberechtigter (J/N)", "JN"),
        ("SyncID,Vorname,Nachname,ChildID,Erziehungsberechtigt", "JN"),
        ("SyncID,Vorname,Nachname,ChildID,auskunftsberechtigt", "JN"),
        ("SyncID,Etunimi,Sukunimi,ChildID,Huoltaja K/E", "KE"),
        ("SyncID,Voornaam,Achternaam,ChildID,Voogd (J/N)", "JN"),
        ("SyncID,Imię,Nazwisko,ChildID,Opiekun prawny (T/N)", "TN"),
        ("SyncID,First name,Last name,ChildID,Deceased", "NY"),
    ],
)
def test_k31_an_answer_to_who_is_a_parent_is_asked_about(head: str, answers: str) -> None:
    text = f"{head}\nP1,Ann,Lee,S1,{answers[0]}\nP2,Bob,Lee,S1,{answers[1]}\n"
    made = planned(text, site=pupils_here("S1"))
    assert guards(made) == {head.rpartition(",")[2]}


@pytest.mark.parametrize("cells", ["Ann Lee", "", "+47 900 00 000"])
def test_k31_a_second_column_of_a_mothers_names_is_no_answer(cells: str) -> None:
    text = f"Student ID,Mother name,Mother phone,Mother\nS1,Ann Lee,1,{cells}\n"
    assert not guards(planned(text, site=pupils_here("S1")))


# One relationship that is not to be made at once, in headings that differ by case, blanks and lines
# alone.
ODD: dict[str, list[File]] = {
    "powerschool": [
        (
            "contacts.csv",
            b"New Contact Identifier,firstName,lastName,isActive,studentNumber,relationshipType,"
            b"contactHasCustody\nP1,Ann,Lee,1,S1,Mother,0\nP2,Bob,Lee,0,S1,Father,1\n",
        )
    ],
    "clever": [
        (
            "contacts.csv",
            b"School ID,Student ID,First Name,Last Name,contactName,contactType,"
            b"contactRelationship\n1,S1,Ivy,Lee,Ann Lee,Emergency,Aunt\n",
        )
    ],
    "oneroster": [
        (
            "users.csv",
            b"sourced_id,status,role,username,given_name,family_name,agent_sourced_ids\n"
            b"P1,,relative,ann,Ann,Lee,S1\nS1,,student,ivy,Ivy,Lee,P1\n",
        )
    ],
    "sds-v2.1": [
        ("users.csv", b"Sourced ID,Username,Given Name,Family Name\nP1,a,Ann,Lee\nS1,i,Ivy,Lee\n"),
        ("roles.csv", b"User Sourced ID,Org Sourced ID,Role\nS1,o,student\n"),
        (
            "relationships.csv",
            b"User Sourced ID,Relationship User Sourced ID,Relationship Role\nS1,P1,relative\n",
        ),
    ],
    "sds-v1": [
        ("User.csv", b"E-mail,First name,Last name\nann@e.org,Ann,Lee\n"),
        ("GuardianRelationship.csv", b"SIS_ID,E-mail,Role\nS1,ann@e.org,Aunt\n"),
    ],
}


@pytest.mark.parametrize("name", ODD)
def test_k31_a_formats_headings_are_known_however_they_are_written(name: str) -> None:
    made = planned(*ODD[name], site=pupils_here("S1"))
    assert relationships(made) == {("propose", "Ann Lee", "S1")}


@pytest.mark.parametrize(
    "head",
    [
        "Student Number,First Name,Last Name,Contact ID,Relationship Type",
        "Student Number,First Name,Last Name,New Contact Identifier,Contact Has Custody",
    ],
)
def test_k37_words_that_any_file_may_have_make_no_format(head: str) -> None:
    with pytest.raises(FileRefused):
        planned(f"{head}\nS1,Ivy,Lee,C1,Mother\n", site=pupils_here("S1"))


@pytest.mark.parametrize("profile", ["parent", "pupil", "teacher"])
def test_k37_users_of_whom_no_role_is_known_are_refused(profile: str) -> None:
    users = (
        b"sourcedId,enabledUser,username,givenName,familyName,agentSourcedIds\n"
        b"T1,true,tom,Tom,Hill,\nP1,true,ann,Ann,Lee,S1\nS1,true,ivy,Ivy,Lee,P1\n"
    )
    with pytest.raises(FileRefused) as refused:
        planned(("users.csv", users), profile=profile)
    assert (refused.value.code, refused.value.detail) == (
        "missing-column",
        {"columns": "role / roles.csv"},
    )


def test_k37_roles_in_a_file_of_their_own_may_be_short() -> None:
    users = (
        b"sourcedId,username,givenName,familyName,agentSourcedIds\n"
        b"P1,ann,Ann,Lee,S1\nS1,ivy,Ivy,Lee,\n"
    )
    roles = b"userSourcedId,role\nP1,parent\nS1,student\n"
    made = planned(("users.csv", users), ("roles.csv", roles), site=pupils_here("S1"))
    assert relationships(made) == {("create", "Ann Lee", "S1")}
    assert codes(made) == {"other-people": 1}

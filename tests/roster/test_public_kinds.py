"""Kinds of files that schools export and publish samples of, each with an invented family."""

import pytest

from kinkeeper.roster.plan import Plan
from kinkeeper.roster.table import FileRefused
from tests.roster.core import planned, pupils_here


def pairs(made: Plan) -> set[tuple[str, str, str]]:
    """(what is done, the parent's name, the child's key)."""
    names = {
        each["person_id"]: f"{each['given_name']} {each['family_name']}"
        for each in made.people.iter_rows(named=True)
        if each["act"] != "rejected"
    }
    return {
        (each["act"], names.get(each["parent_id"], ""), each["value"])
        for each in made.pairs.iter_rows(named=True)
    }


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
    assert not pairs(planned(text, profile="pupil"))


def test_k37_a_parent_who_has_an_emergency_contact_is_read() -> None:
    text = "SyncID,First name,Last name,ChildID,Emergency contact\nP1,Ann,Lee,S1,Bob\n"
    assert pairs(planned(text, site=pupils_here("S1"))) == {("create", "Ann Lee", "S1")}

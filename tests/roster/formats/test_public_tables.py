"""Kinds of tables that schools write and publish samples of, each with an invented family."""

import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import codes, planned, pupils_here, relationships

BOTH = {("create", "Ann Stone", "S1"), ("create", "Bob Stein", "S1")}
# Words for people over several columns each, as spreadsheets have them in cells that are joined.
TWO_LINES = {
    "whole names": (
        "Pupil,,,Parent 1,,Parent 2,\n"
        "Student ID,First name,Last name,Name,E-mail,Name,E-mail\n"
        "S1,Ivy,Stone,Ann Stone,a@e.org,Bob Stein,b@e.org\n"
    ),
    "the pupil between": (
        "Mother,,,Pupil,,,Father,,\n"
        "First name,Last name,E-mail,Student ID,First name,Last name,First name,Last name,E-mail\n"
        "Ann,Stone,a@e.org,S1,Ivy,Stone,Bob,Stein,b@e.org\n"
    ),
    "joined downwards, too": (
        "Student ID,Pupil,,Class,Parent 1,,Parent 2,,Bus\n"
        ",First name,Last name,,Name,E-mail,Name,E-mail,\n"
        "S1,Ivy,Stone,5A,Ann Stone,a@e.org,Bob Stein,b@e.org,7\n"
    ),
    "below a title": (
        "Hillside,,,,,,\n,,,,,,\n,Elev,,Foresatt 1,,Foresatt 2,\n"
        "Elev-ID,Fornavn,Etternavn,Navn,E-post,Navn,E-post\n"
        "S1,Ivy,Stone,Ann Stone,a@e.org,Bob Stein,b@e.org\n"
    ),
    "others beside": (
        "Schüler,,,Mutter,,Vater,,Arzt,,Notfallkontakt,\n"
        "Schüler-ID,Vorname,Nachname,Vorname,Nachname,Vorname,Nachname,Name,E-Mail,Name,E-Mail\n"
        "S1,Ivy,Stone,Ann,Stone,Bob,Stein,Dr. No,n@e.org,Nick Nah,k@e.org\n"
    ),
}


@pytest.mark.parametrize("name", TWO_LINES)
def test_k37_words_above_the_headings_say_of_whom_they_speak(name: str) -> None:
    assert relationships(planned(TWO_LINES[name], site=pupils_here("S1"))) == BOTH
    (pupil,) = planned(TWO_LINES[name], profile="pupil").people.iter_rows(named=True)
    assert (pupil["given_name"], pupil["family_name"], pupil["email"]) == ("Ivy", "Stone", None)


def test_k31_what_is_said_below_a_word_for_one_parent_is_said_of_that_one() -> None:
    text = (
        "Pupil,,Parent 1,,Parent 2,\nStudent ID,Class,Name,Custody,Name,Custody\n"
        "S1,5A,Ann Stone,yes,Bob Stein,no\n"
    )
    assert relationships(planned(text, site=pupils_here("S1"))) == {
        ("create", "Ann Stone", "S1"),
        ("propose", "Bob Stein", "S1"),
    }


def test_k31_headings_stand_below_the_names_of_their_sections() -> None:
    text = (
        "Contact Demographics,,,,Email Address,Phone Number,Student,Relationship\n"
        "New Contact Identifier,firstName,lastName,isActive,emailAddress,phoneNumberAsEntered,"
        "studentNumber,relationshipType\n"
        "C1,Ann,Stone,1,a@e.org,1,S1,Mother\n"
    )
    made = planned(text, site=pupils_here("S1"))
    assert {name for _act, name, _child in relationships(made)} == {"Ann Stone"}
    assert codes(made)["lines-above"] == 1


def test_blank_headings_make_no_second_line_of_them() -> None:
    text = "SyncID,,First name,,Last name,,ChildID\nP1,,E-mail,,Phone,,S1\n"
    assert relationships(planned(text, site=pupils_here("S1"))) == {
        ("create", "E-mail Phone", "S1")
    }


PLAIN = "SyncID,First name,Last name,ChildID\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAIN}P1,Ann,Lee,S1\n{PLAIN}P2,Bo,Lee,S1\n",
        f"{PLAIN}P1,Ann,Lee,S1\nSYNCID,FIRST NAME,LAST NAME,\nP2,Bo,Lee,S1\n",
        f"{PLAIN}Nøkkel,Fornavn,Etternavn,Barnets nøkkel\nP1,Ann,Lee,S1\nP2,Bo,Lee,S1\n",
        "Elev-ID,Fornavn,Etternavn,Foresatt 1 navn,Foresatt 2 navn\n"
        "Student ID,First name,Last name,Guardian 1 name,Guardian 2 name\n"
        "S1,Ivy,Lee,Ann Lee,Bo Lee\n",
    ],
)
def test_k31_headings_below_the_headings_are_nobody_and_told(text: str) -> None:
    made = planned(text, site=pupils_here("S1"))
    assert relationships(made) == {("create", "Ann Lee", "S1"), ("create", "Bo Lee", "S1")}
    assert codes(made)["headings-again"] == 1


@pytest.mark.parametrize("row", ["P1,Imię,Nom,S1", "Nom,Nom,Nombre,S1", "P1,First,Last name,S1"])
def test_somebody_may_be_called_as_a_heading_is(row: str) -> None:
    made = planned(f"{PLAIN}{row}\n", site=pupils_here("S1"))
    assert len(relationships(made)) == 1
    assert "headings-again" not in codes(made)


def test_k37_files_put_together_with_other_columns_are_refused() -> None:
    text = f"{PLAIN}P1,Ann,Lee,S1\nChildID,Last name,First name,SyncID\nS2,Hill,Eva,P2\n"
    with pytest.raises(FileRefused) as refused:
        planned(text, site=pupils_here("S1"))
    assert refused.value.code == "columns-differ"


def test_k31_commas_in_headings_are_no_delimiters() -> None:
    text = (
        "Elev, Elev-ID;Elev, Förnamn;Vårdnadshavare 1, Förnamn;Vårdnadshavare 1, Efternamn;"
        "Vårdnadshavare 1, E-postadress;Vårdnadshavare 2, Förnamn;Vårdnadshavare 2, Efternamn\n"
        "S1;Ivy;Ann;Stone;a@e.org;Bob;Stein\n"
    )
    assert relationships(planned(text, site=pupils_here("S1"))) == BOTH


def test_k36_a_kind_beside_one_of_several_children_holds_for_all_of_them() -> None:
    head = "Parent ID,First name,Last name,Child 1 ID,Child 1 relationship,Child 2 ID"
    text = f"{head},Child 2 relationship\nP1,Ann,Stone,S1,Mother,S2,Aunt\nP2,Bo,Hill,S1,Father,,\n"
    assert relationships(planned(text, site=pupils_here("S1", "S2"))) == {
        ("propose", "Ann Stone", "S1"),
        ("propose", "Ann Stone", "S2"),
        ("create", "Bo Hill", "S1"),
    }


def test_k36_one_kind_with_a_childs_number_is_read() -> None:
    text = "Parent ID,First name,Last name,Child 1 ID,Child 1 relationship\nP1,Ann,Hill,S1,Aunt\n"
    assert relationships(planned(text, site=pupils_here("S1"))) == {("propose", "Ann Hill", "S1")}


def test_k36_an_emergency_contacts_kind_makes_no_mother_unclear() -> None:
    head = "Student ID,Mother name,Father name,Emergency contact name,Emergency contact relation"
    text = f"{head}\nS1,Ann Stone,Bob Stein,Nan Lee,Grandmother\n"
    assert relationships(planned(text, site=pupils_here("S1"))) == BOTH
    without = text.replace("Emergency contact name", "Notes")
    assert {
        act for act, _name, _child in relationships(planned(without, site=pupils_here("S1")))
    } == {"propose"}


@pytest.mark.parametrize(
    "word",
    ["deceased", "Same as above", "avdød", "avliden", "afdød", "verstorben", "Siehe oben"]
    + ["kuollut", "overleden", "décédée", "fallecido", "nie żyje"],
)
def test_k33_a_word_for_why_there_is_no_name_is_no_name(word: str) -> None:
    made = planned(f"Student ID,Mother name,Father name\nS1,Ann Lee,{word}\n")
    assert {name for _act, name, _child in relationships(made)} == {"Ann Lee"}
    assert codes(made)["placeholder"] == 1


@pytest.mark.parametrize(
    "head",
    [
        "Admission Number,FIRST NAME,SURNAME,Mother name,Father name,Admission date",
        "Student ID,Fullt navn,Født,Parent 1 name,Parent 2 name,Class",
        "Student_Number,Given name,Surname,Mother name,Father name,Grade",
    ],
)
def test_k31_pupils_rows_are_known_by_what_schools_call_a_pupils_number(head: str) -> None:
    made = planned(f"{head}\nS1,Ivy,2016,Ann Stone,Bob Stein,5\n", site=pupils_here("S1"))
    assert relationships(made) == BOTH


def test_k31_halves_of_a_name_may_be_called_first_and_last() -> None:
    head = "Student_Number,Mother_First,Mother_Last,Parent 2 First,Parent 2 Last"
    made = planned(f"{head}\nS1,Ann,Stone,Bob,Stein\n", site=pupils_here("S1"))
    assert relationships(made) == BOTH


@pytest.mark.parametrize(("word", "family"), [("Stone", "Stone"), ("yes", None), ("C17", None)])
def test_k31_a_parent_beside_the_first_name_alone_is_the_last_name(word: str, family: str) -> None:
    made = planned(f"Student_Number,Mother_First,Mother,Mother_Email\nS1,Ann,{word},a@e.org\n")
    assert made.people["family_name"].to_list() == [family]


def test_k36_whoever_brings_up_a_pupil_in_schild_is_proposed() -> None:
    text = (
        "Interne ID-Nummer;Vorname;Nachname;Erzieher 1: Vorname;Erzieher 1: Nachname;"
        "Erzieher: Art (Klartext)\nS1;Ivy;Stone;Ann;Stone;Eltern\n"
    )
    assert relationships(planned(text, site=pupils_here("S1"))) == {("propose", "Ann Stone", "S1")}
    kindergarten = "Kind ID;Mutter Name;Vater Name;Erzieher 1\nS1;Ann Stone;Bob Stein;Tom Hill\n"
    assert relationships(planned(kindergarten, site=pupils_here("S1"))) == BOTH


@pytest.mark.parametrize(
    "heading",
    ["Fullt navn", "Fullständigt namn", "Fulde navn", "Vollständiger Name", "Koko nimi"]
    + ["Volledige naam", "Prénom et nom", "Nombre y apellidos", "Imię i nazwisko"],
)
def test_k31_a_whole_name_is_known_in_each_language(heading: str) -> None:
    text = f"Student ID;{heading};Parent 1 name\nS1;Ivy Stone;Ann Stone\n"
    (pupil,) = planned(text, profile="pupil").people.iter_rows(named=True)
    assert (pupil["given_name"], pupil["family_name"]) == ("Ivy", "Stone")


@pytest.mark.parametrize(
    "heading",
    ["Født", "Född", "Födelsedag", "Fødselsdag", "Geboren am", "Geb.-Datum", "Syntynyt"]
    + ["Née le", "Date naissance", "F. nacimiento", "Born"],
)
def test_k31_a_birth_date_is_known_in_each_language(heading: str) -> None:
    text = f"SyncID;First name;Last name;{heading}\nS1;Ivy;Stone;2016-05-01\n"
    (pupil,) = planned(text, profile="pupil").people.iter_rows(named=True)
    assert str(pupil["birth_date"]) == "2016-05-01"

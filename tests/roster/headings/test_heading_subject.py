"""K37: what a column says is said of the person it names."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.headings.heading_subject import CONTACT, NOBODY, PARENT, PUPIL, said_of
from kinkeeper.roster.table import FileRefused
from tests.roster.core import Plan, codes, pendings, planned

SAID = {
    (PUPIL, "sync_key"): """
        STUDENT_ID; StudentID; studentid; Student's key; pupil sync key; Elev-ID; Schüler-ID
        ID élève; Oppilaan ID; id_ucznia; Leerling ID; KindID; childid; Child
    """,
    (PUPIL, "given_name"): """
        Student First Name; STUDENTFIRSTNAME; first_name of student; Elevens fornavn
        Vorname des Kindes; Prénom de l'élève; Nombre del alumno; Imię ucznia; Oppilaan etunimi
    """,
    (PARENT, "sync_key"): "PARENT_ID; GuardianID; parentkey; Parent sync key; Foresatt ID",
    (PARENT, "email"): """
        guardian_email; GUARDIANEMAIL; Parent/Guardian Email; Parent or guardian e-mail
        Mother's e-mail; motherEmail; Foresattes e-post; E-post foresatt; Huoltajan sähköposti
        E-Mail des Erziehungsberechtigten; Elternemail; Courriel du responsable légal
        Email opiekuna; E-mailadres ouder; Legal guardian email; Parent contact email
    """,
    (PARENT, "name"): "Guardian; Parent Name; Name des Erziehungsberechtigten; Naam ouder",
    (CONTACT, "email"): "Contact email; Emergency contact e-mail; Tutor email; Kontakt e-post",
    (NOBODY, "email"): "E-mail; email_address; Courriel",
    (NOBODY, "kind"): "Kind; Relationship; Relationship to student; Relation to child",
    (NOBODY, "responsibility"): "Legal guardian; Parental responsibility; Has custody",
    (NOBODY, None): "Teacher email; Student house; Muttersprache; Notes",
    (PARENT, None): "Mother tongue; Email of the student's mother",
}
CASES = [
    (heading.strip(), *said)
    for said, headings in SAID.items()
    for heading in headings.replace("\n", ";").split(";")
    if heading.strip()
]


@pytest.mark.parametrize(("heading", "whom", "what"), CASES)
def test_k37_a_heading_says_of_whom_it_speaks(heading: str, whom: str, what: str | None) -> None:
    said = said_of(heading)
    assert (said.whom if what is not None or whom != NOBODY else NOBODY, said.what) == (whom, what)


KIDS = {
    "sync_key": ["Student ID", "STUDENT_ID", "ElevID", "Schüler-ID", "ID élève", "Oppilas-ID"],
    "given_name": ["First name", "Fornavn", "Student First Name", "Vorname", "Elevens fornavn"],
    "family_name": ["Last name", "Etternavn", "StudentLastName", "Nachname", "Elevens etternavn"],
    "email": ["E-mail", "Student e-mail", "elev_epost", "Elevens e-post", ""],
    "username": ["User name", "Student username", ""],
    "phone": ["Phone", "Elevens telefon", ""],
}
ADULTS = {
    "whole": ["Guardian Name", "PARENT_NAME", "Foresattes navn", "Name des Erziehungsberechtigten"],
    "given_name": ["Guardian First Name", "parentFirstName", "Foresattes fornavn", "", ""],
    "family_name": ["Guardian Last Name", "parentLastName", "Foresattes etternavn"],
    "sync_key": ["PARENT_ID", "GuardianID", "Foresatt ID", "", ""],
    "email": ["guardian_email", "Parent e-mail", "Foresattes e-post", "Elternemail", ""],
    "username": ["Parent username", "Foresattes brukernavn", "", ""],
    "phone": ["Guardian phone", "Foresattes telefon", "E_Telefon Eltern", ""],
    "contact": ["Emergency contact e-mail", "Contact phone", "Kontaktperson telefon", ""],
}
KID = {"sync_key": "kid-1", "given_name": "Kidanne", "family_name": "Kidberg"} | {
    "email": "kid@example.org", "username": "kid.name", "phone": "0111",
}  # fmt: skip
ADULT = {"whole": "Guri Gulie", "given_name": "Guri", "family_name": "Gulie"} | {
    "sync_key": "gu-1", "email": "gu@example.org", "username": "gu.name", "phone": "0222",
    "contact": "gu-0222",
}  # fmt: skip


@st.composite
def pupils_with_guardians(draw: st.DrawFn) -> str:
    """A file of one pupil and one guardian, in any words and order of columns."""
    kid = {field: draw(st.sampled_from(names)) for field, names in KIDS.items()}
    adult = {field: draw(st.sampled_from(names)) for field, names in ADULTS.items()}
    # a guardian has a whole name or both halves in one language's words
    if adult["given_name"]:
        adult["whole"] = ""
        place = ADULTS["given_name"].index(adult["given_name"])
        adult["family_name"] = ADULTS["family_name"][place]
    else:
        adult["family_name"] = ""
    cells = [(name, KID[field]) for field, name in kid.items() if name]
    cells += [(name, ADULT[field]) for field, name in adult.items() if name]
    order = draw(st.permutations(cells))
    heads, row = zip(*order, strict=True)
    return ",".join(heads) + "\n" + ",".join(row) + "\n"


def told(made: Plan) -> str:
    fields = ("sync_key", "username", "given_name", "family_name", "email", "phone")
    values = made.people.select(fields).row(0)
    return " ".join(str(value).lower() for value in values if value)


@given(pupils_with_guardians())
def test_k37_law_nothing_of_a_guardian_is_a_pupils_and_nothing_of_a_pupil_a_guardians(
    text: str,
) -> None:
    pupils = planned(text, profile="pupil")
    assert pupils.counts["people"]["create"] == 1
    assert pupils.people["sync_key"].to_list() == ["kid-1"]
    assert pupils.people["given_name"].to_list() == ["Kidanne"]
    assert "gu" not in told(pupils)
    assert "0222" not in told(pupils)
    assert codes(pupils)["names-guardians"] == 1
    parents = planned(text)
    assert parents.counts["people"]["create"] == 1
    assert parents.people["given_name"].to_list() == ["Guri"]
    assert parents.people["family_name"].to_list() == ["Gulie"]
    assert "kid" not in told(parents)
    assert "0111" not in told(parents)
    assert {child for _parent, child in pendings(parents)} == {"kid-1"}


def people(text: str, profile: str = "parent", **options: Any) -> list[tuple[str | None, ...]]:
    made = planned(text, profile=profile, **options)
    rows = made.people.filter(made.people["act"] == "create")
    return rows.select("given_name", "family_name", "email").rows()


@pytest.mark.parametrize(
    ("head", "row"),
    [
        # cases file-16, file-17, file-19, and their like
        ("Student ID,First Name,Last Name,Guardian First Name,Guardian Last Name,Guardian Email",
         "S1,Kid,One,Mor,Two,m@e.org"),
        ("Student ID,First Name,Last Name,Guardian Name,Guardian Email",
         "S1,Kid,One,Mor Two,m@e.org"),
        ("Student ID,Student First Name,Student Last Name,Parent Name,Parent Email,Parent Phone",
         "S1,Kid,One,Mor Two,m@e.org,55"),
        ("SyncID,First name,Last name,Guardian,Guardian Email", "S1,Kid,One,Mor Two,m@e.org"),
        ("Student ID,Student Name,Mother's name,MotherEmail", "S1,Kid One,Mor Two,m@e.org"),
        ("Elev-ID,Fornavn,Etternavn,Foresattes navn,E-post foresatt", "S1,Kid,One,Mor Two,m@e.org"),
        ("ID élève,Prénom,Nom,Nom du responsable légal,Prénom du responsable légal,"
         "Courriel du responsable légal", "S1,Kid,One,Two,Mor,m@e.org"),
        ("Student ID,First Name,Last Name,Parent_Name,guardian_email",
         "S1,Kid,One,Mor Two,m@e.org"),
        ("Student ID,First name,Last name,Parent 1 name,Parent 1 email,Guardian email,Contact mail",
         "S1,Kid,One,Mor Two,m@e.org,x@e.org,y@e.org"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("match_on", [None, "email"])
def test_k37_one_file_twice_gives_each_person_the_own(
    head: str, row: str, match_on: str | None
) -> None:
    text = f"{head}\n{row}\n"
    assert people(text, "pupil") == [("Kid", "One", None)]
    assert people(text, match_on=match_on) == [("Mor", "Two", "m@e.org")]
    assert codes(planned(text, profile="pupil"))["names-guardians"] == 1


def test_k37_a_pupils_key_is_the_pupils_and_a_parents_key_the_parents() -> None:
    """Case file-33: first the pupils, then their parents by three files."""
    pupils = "STUDENT_ID,FIRST_NAME,LAST_NAME,PARENT_ID\n11,Ana,Alm,900\n12,Bo,Alm,900\n"
    made = planned(pupils, profile="pupil")
    assert made.people["sync_key"].to_list() == ["11", "12"]
    assert made.counts["ignored_columns"] == ["PARENT_ID"]
    assert codes(made) == {"names-guardians": 1}
    connects = planned(pupils)
    assert connects.people["given_name"].to_list() == [None, None]
    assert codes(connects) == {"unknown-person": 2}
    parents = planned("PARENT_ID,FIRST_NAME,LAST_NAME\n900,Ma,Alm\n")
    assert parents.people["sync_key"].to_list() == ["900"]
    with pytest.raises(FileRefused) as refused:
        planned("PARENT_ID,FIRST_NAME,LAST_NAME\n900,Ma,Alm\n", profile="pupil")
    assert refused.value.code == "unclear-whose"


@pytest.mark.parametrize(
    "head",
    [
        "ParentID,First name,Last name,Parent Email,ChildID",
        "ParentID,First name,Last name,Guardian e-mail,Student ID",
        "SyncID,First name,Last name,Parent Email,Student ID",
        "Parent key,Parent First Name,Parent Last Name,Parent Email,Pupil sync key",
    ],
)
def test_k37_a_plain_table_of_parents_may_say_whose_its_columns_are(head: str) -> None:
    made = planned(f"{head}\nP1,Mor,Two,m@e.org,S1\n")
    assert made.people.select("sync_key", "given_name", "email").rows() == [
        ("P1", "Mor", "m@e.org")
    ]
    assert pendings(made) == {("P1", "S1")}


def test_k37_a_teacher_is_not_who_the_columns_of_others_name() -> None:
    text = "SyncID,First name,Last name,E-mail,Parent e-mail,Student e-mail,ChildID\n"
    made = planned(text + "T1,Tea,Cher,t@e.org,p@e.org,s@e.org,S1\n", profile="teacher")
    assert made.people["email"].to_list() == ["t@e.org"]
    assert pendings(made) == {("T1", "S1")}


def test_k37_what_a_hand_says_wins() -> None:
    text = "Student ID,First name,Last name,Parent e-mail\nS1,Kid,One,m@e.org\n"
    made = planned(text, profile="pupil", mapping={"Parent e-mail": "email"})
    assert made.people["email"].to_list() == ["m@e.org"]
    assert codes(made) == {}


def test_k37_answers_and_keys_under_a_bare_heading_are_no_names() -> None:
    text = "Student ID,First name,Last name,Guardian\nS1,Kid,One,900\nS2,Kid,Two,yes\n"
    with pytest.raises(FileRefused):
        planned(text)
    assert len(people(text, "pupil")) == 2


def test_k26_what_a_pupils_row_says_of_its_parents_holds_for_each_of_them() -> None:
    head = "Student ID,First name,Last name,Parent 1 name,Parent 2 name,Custody,Court order\n"
    made = planned(
        head + "S1,Kid,One,Kari Berg,Jon Lund,mother only,\nS2,A,B,Ed Ny,,yes,stay away\n"
    )
    assert made.relationships["claim"].to_list() == ["unknown", "unknown", "restricted"]


def test_k37_two_adults_of_one_number_are_two_people() -> None:
    head = "Student ID,First name,Last name,Contact 1 name,Contact 1 phone,Parent 1 name\n"
    assert people(head + "S1,Kid,One,Con Tact,55,Mor Two\n") == [
        ("Con", "Tact", None),
        ("Mor", "Two", None),
    ]


def test_k31_headings_that_pupils_rows_do_not_use_are_named() -> None:
    head = "Student ID,First name,Last name,Parent 1 name,Shoe size\n"
    made = planned(head + "S1,Kid,One,Mor Two,44\n")
    assert made.counts["ignored_columns"] == ["Shoe size"]


def test_k37_whatever_the_order_of_columns_a_pupil_gets_the_pupils_key() -> None:
    cells = {"Student ID": "S1", "First name": "Kid", "Last name": "One", "Parent ID": "P1"}
    for order in itertools.permutations(cells):
        text = ",".join(order) + "\n" + ",".join(cells[name] for name in order) + "\n"
        before = order[: min(order.index("First name"), order.index("Last name"))]
        if {"Student ID", "Parent ID"} & set(before) == {"Student ID"}:
            assert planned(text, profile="pupil").people["sync_key"].to_list() == ["S1"]
        else:  # the names may be the parent's
            with pytest.raises(FileRefused) as refused:
                planned(text, profile="pupil")
            assert refused.value.code == "unclear-whose"

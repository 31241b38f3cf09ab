"""Templates that public programs offer for download, each with an invented family: who is added and
connected, as a reader of our own finds it."""

import csv
import io
from dataclasses import dataclass

import pytest

from kinkeeper.roster.table import FileRefused
from tests.roster.core import Plan, codes, planned

KID, KIM, MOR, FAR = ("Kid One", "Kim Two", "Mor One", "Far One")
CELLS = {
    "key": ("S1", "S2"),
    "first": ("Kid", "Kim"),
    "last": ("One", "Two"),
    "whole": (KID, KIM),
    "mother": (MOR, ""),
    "father": (FAR, FAR),
    "mother's mail": ("m@e.org", ""),
    "father's mail": ("f@e.org", "f@e.org"),
    "phone": ("555123456", "555123456"),
    "born": ("2014-05-15", "2015-06-16"),
    "class": ("5A", "5B"),
    "own mail": ("kid@e.org", "kim@e.org"),
}


@dataclass(frozen=True)
class Template:
    """`head` as it is published, `holds` of which `CELLS` each of its columns is, by heading."""

    head: str
    holds: dict[str, str]

    def __str__(self) -> str:
        return self.head[:40]

    @property
    def text(self) -> str:
        headings = self.head.split(",")
        out = io.StringIO()
        write = csv.writer(out)
        write.writerow(headings)
        for at in range(2):
            cells = [self.holds.get(each, "") for each in headings]
            write.writerow([CELLS[each][at] if each in CELLS else each for each in cells])
        return out.getvalue()

    def people(self) -> tuple[set[str], set[tuple[str, str]]]:
        """The pupils, and (adult, pupil's key) of all adults, as the rows say."""
        pupils, edges = set(), set()
        by = {said: heading for heading, said in self.holds.items()}
        for row in csv.DictReader(io.StringIO(self.text)):
            halves = [row[by[half]] for half in ("first", "last") if half in by]
            pupils.add(" ".join(halves) or row[by["whole"]])
            adults = [row[by[each]] for each in ("mother", "father") if each in by]
            edges |= {(adult, row[by["key"]]) for adult in adults if adult}
        return pupils, edges


def of(head: str, **holds: str) -> Template:
    """`holds`: what a column is -> its heading."""
    return Template(head, {heading: said.replace("_", " ") for said, heading in holds.items()})


READ = [
    of(
        "Admission_No,First_Name,Middle_Name,Last_Name,DOB(YYYY-MM-DD),Gender(Male/Female/Other),"
        "Class,Section,Roll_No,Father_Name,Father_Phone,Mother_Name,Mother_Phone,Guardian_Phone,"
        "Email,Address,City,State,Pincode",
        key="Admission_No", first="First_Name", last="Last_Name", born="DOB(YYYY-MM-DD)",
        father="Father_Name", mother="Mother_Name", phone="Father_Phone",
    ),
    of(
        "admission_number,name,gender,date_of_birth,father_name,father_phone,mother_name,address",
        key="admission_number", whole="name", born="date_of_birth", father="father_name",
        phone="father_phone", mother="mother_name",
    ),
    of(
        "first_name,last_name,date_of_birth,gender,grade,section,admission_number,father_name,"
        "father_phone,father_email,mother_name,mother_phone,mother_email,address",
        first="first_name", last="last_name", key="admission_number", father="father_name",
        mother="mother_name", born="date_of_birth",
    ),
    of(
        "full_name,admission_number,class,gender,date_of_birth,parent_name,parent_email,"
        "parent_phone,address",
        whole="full_name", key="admission_number", father="parent_name", phone="parent_phone",
    ),
    of(
        "Student_ID,First_Name,Last_Name,Class,Subjects,Parent_Name,Parent_Email,Parent_Phone,"
        "Gender,DOB,Registration_Number",
        key="Student_ID", first="First_Name", last="Last_Name", father="Parent_Name",
        born="DOB",
    ),
    of(
        "name,email,class_name,birth_date,phone,nis,guardian_name,guardian_email,guardian_phone,"
        "guardian_address",
        key="nis", whole="name", father="guardian_name", born="birth_date",
    ),
    of(
        "admissionNo,firstName,lastName,email,phone,dob,gender,bloodGroup,address,className",
        key="admissionNo", first="firstName", last="lastName", born="dob",
    ),
    of(
        "Matrícula,Nome do Aluno,Turma,Nome da Mãe,E-mail da Mãe,Nome do Pai,E-mail do Pai",
        key="Matrícula", whole="Nome do Aluno", mother="Nome da Mãe", father="Nome do Pai",
    ),
    of(
        "Nº Processo,Nome,Turma,Encarregado Educação,Email Encarregado,Contacto Encarregado",
        key="Nº Processo", whole="Nome", father="Encarregado Educação",
    ),
    of(
        "Matrícula,Nombres,Apellidos,Curso,Nombre Apoderado,Correo Apoderado",
        key="Matrícula", first="Nombres", last="Apellidos", father="Nombre Apoderado",
    ),
    of(
        "Matricola,Cognome,Nome,Classe,Nome e cognome genitore,Email genitore",
        key="Matricola", first="Nome", last="Cognome", father="Nome e cognome genitore",
    ),
]  # fmt: skip
KEYLESS = {
    "full_name,email,phone,date_of_birth,gender,grade,parent_name,parent_email,parent_phone",
    "student_name,gender,date_of_birth,program,academic_year,guardian_name,guardian_email",
    "FirstName,LastName,DateOfBirth,Gender,Sport,ParentFirstName,ParentLastName,ParentEmail",
}


def names(made: Plan) -> dict[int, str]:
    rows = made.people.filter(made.people["act"] == "create").iter_rows(named=True)
    return {each["person_id"]: f"{each['given_name']} {each['family_name']}" for each in rows}


@pytest.mark.parametrize("template", READ, ids=str)
def test_k05_a_public_template_gives_exactly_its_pupils_and_pairs(template: Template) -> None:
    pupils, edges = template.people()
    assert set(names(planned(template.text, profile="pupil")).values()) == pupils
    if edges:
        made = planned(template.text)
        adults = names(made)
        rows = made.relationships.iter_rows(named=True)
        assert {(adults[each["parent_id"]], each["value"]) for each in rows} == edges


@pytest.mark.parametrize("head", sorted(KEYLESS))
def test_k29_a_public_template_without_keys_makes_parents_alone(head: str) -> None:
    cells = [
        f"{heading.split('_')[0]}1@e.org" if "mail" in heading else heading
        for heading in head.split(",")
    ]
    cells = ["2015-04-03" if "irth" in each else each for each in cells]
    text = f"{head}\n{','.join(cells).replace('_', ' ')}\n"
    made = planned(text)
    assert len(names(made)) == 1
    assert made.relationships.is_empty()
    assert codes(made) == {"child-described": 1, "derived-keys": 1}
    with pytest.raises(FileRefused) as refused:
        planned(text, profile="pupil")
    assert refused.value.code == "pupils-without-keys"


@pytest.mark.parametrize(
    "text",
    [
        "gebruikersnaam;naam;voornaam;klas;voornaam_coaccount1;naam_coaccount1;type_coaccount1\n"
        "kid;One;Kid;5A;Mor;One;Moeder\n",
        "username;last name;first name;class;contact name 1;kin 1\nkid;One;Kid;5A;Mor One;Mother\n",
    ],
)
def test_k37_no_parents_are_made_of_pupils_whose_contacts_stand_beside(text: str) -> None:
    with pytest.raises(FileRefused) as refused:
        planned(text)
    assert refused.value.code == "unclear-whose"
    assert set(names(planned(text, profile="pupil")).values()) == {KID}


@pytest.mark.parametrize(
    "head",
    [
        "Schülernummer;Name;Vorname;Klasse;Mutter Name;Mutter Vorname;Vater Name;Vater Vorname",
        "Leerlingnummer;Naam;Voornaam;Klas;Ouder 1 naam;Ouder 1 voornaam;Ouder 2 naam;"
        "Ouder 2 voornaam",
    ],
)
def test_k37_a_name_beside_a_vorname_is_the_last_name(head: str) -> None:
    text = f"{head}\nS1;One;Kid;5A;One;Mor;One;Far\n"
    assert set(names(planned(text, profile="pupil")).values()) == {KID}
    made = planned(text)
    assert set(names(made).values()) == {MOR, FAR}
    assert made.relationships["value"].to_list() == ["S1", "S1"]

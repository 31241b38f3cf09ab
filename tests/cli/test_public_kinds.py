"""K5, K29, K37: ten kinds of lists that programs and authorities publish, each with two invented
families, through the command line: exactly the people and pairs that a small reader of our own
finds in them, and nothing more."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import Kinkeeper

Pairs = set[tuple[str, str, str]]


@dataclass(frozen=True)
class Kind:
    """`text` in the headings of the program. `pupil` and `adults` are the headings of their names,
    of first and last name joined by a plus; `key` is that of the pupil's key. Without one the
    school has the pupils already, with birth date and class, and pairs are only proposed."""

    text: str
    pupil: str
    adults: tuple[str, ...] = ()
    key: str = ""

    @property
    def rows(self) -> list[dict[str, str]]:
        delimiter = ";" if ";" in self.text.splitlines()[0] else ","
        return list(csv.DictReader(io.StringIO(self.text), delimiter=delimiter))

    def pupils(self) -> set[str]:
        return {name(row, self.pupil) for row in self.rows}

    def pairs(self) -> Pairs:
        state = "active" if self.key else "proposed"
        return {
            (adult, name(row, self.pupil), state)
            for row in self.rows
            for heading in self.adults
            if (adult := name(row, heading))
        }


def name(row: dict[str, str], heading: str) -> str:
    return " ".join(row[part] for part in heading.split("+")).strip()


KINDS = {
    "a school's list in Senegal": Kind(
        "Nom,Prénom,Date naissance,Sexe,Classe,Matricule,Parent Nom,Parent Prénom,Parent Tél\n"
        "One,Kid,15/05/2014,M,5A,A1,One,Mor,+221771234567\n"
        "Two,Kim,16/06/2015,F,5B,A2,Two,Far,+221771234568\n",
        "Prénom+Nom", ("Parent Prénom+Parent Nom",), "Matricule",
    ),
    "a school's list in the Congo": Kind(
        "matricule,nom,postnom,prenom,genre,date_naissance,lieu_naissance,classe_id,nom_parent,"
        "telephone_parent,email_parent,adresse\n"
        "B1,One,Mid,Kid,M,2014-05-15,Goma,5,Mor One,699123456,m@e.org,Rue 1\n"
        "B2,Two,Mid,Kim,F,2015-06-16,Goma,5,Far Two,699123457,f@e.org,Rue 2\n",
        "prenom+nom", ("nom_parent",), "matricule",
    ),
    "learners by their reference number, Philippines": Kind(
        "LRN,Name,Grade,Section,Sex,BirthDate,Address,Barangay,Municipality,Province,"
        "ContactNumber,LearningModality\n"
        "C1,Kid One,5,A,M,2014-05-15,Road 1,B,M,P,09171234567,Modular\n"
        "C2,Kim Two,5,A,F,2015-06-16,Road 2,B,M,P,09171234568,Modular\n",
        "Name", (), "LRN",
    ),
    "an Italian list for making classes": Kind(
        "Cognome;Nome;matricola;cf;desiderata\nOne;Kid;D1;X1;\nTwo;Kim;D2;X2;\n",
        "Nome+Cognome", (), "matricola",
    ),
    "an Indian admission list": Kind(
        "admissionNo,firstName,lastName,dob,className,fatherName,fatherPhone,motherName\n"
        "E1,Kid,One,2014-05-15,5A,Far One,9812345678,Mor One\n"
        "E2,Kim,Two,2015-06-16,5B,,,Mor Two\n",
        "firstName+lastName", ("fatherName", "motherName"), "admissionNo",
    ),
    "an Indian class list": Kind(
        "First Name,Last Name,Roll Number,Gender,DOB,Class,Division,Parent Name,Parent Mobile,"
        "Parent Email\n"
        "Kid,One,7,MALE,2014-05-15,5A,A,Mor One,9876543210,m@e.org\n"
        "Kim,Two,8,FEMALE,2015-06-16,5B,A,Far Two,9876543211,f@e.org\n",
        "First Name+Last Name", ("Parent Name",),
    ),
    "ERPNext's list for an import": Kind(
        "student_name,gender,date_of_birth,program,academic_year,guardian_name,guardian_email,"
        "guardian_mobile,blood_group,address\n"
        "Kid One,Male,2014-05-15,Class 5,2026-27,Mor One,m@e.org,9876543210,B+,Street 1\n"
        "Kim Two,Female,2015-06-16,Class 5,2026-27,Far Two,f@e.org,9876543211,B+,Street 2\n",
        "student_name", ("guardian_name",),
    ),
    "a school's list in Cameroon": Kind(
        "id,nom,prenom,date_naissance,lieu_naissance,sexe,nom_parent,telephone_parent,"
        "email_parent,adresse,statut_etudiant\n"
        ",One,Kid,15/05/2014,Douala,M,Mor One,699123456,m@e.org,Rue 1,nouveau\n"
        ",Two,Kim,16/06/2015,Douala,F,Far Two,699123457,f@e.org,Rue 2,nouveau\n",
        "prenom+nom", ("nom_parent",),
    ),
    "a municipal enrolment form in Brazil": Kind(
        "nome,nome_social,cpf,data_nascimento,nome_pai,nome_mae,responsavel,tipo_responsavel,"
        "email_responsavel,email_aluno,sala\n"
        "Kid One,,1,2014-05-15,Far One,Mor One,Mor One,Mãe,m@e.org,kid@e.org,5A\n"
        "Kim Two,,2,2015-06-16,,Mor Two,Mor Two,Mãe,t@e.org,kim@e.org,5B\n",
        "nome", ("nome_pai", "nome_mae"),
    ),
    "pupils and their parents for Magellan": Kind(
        "SchuelerVorname;SchuelerNachname;SchuelerGeburtsdatum;SorgebeVorname;SorgebeNachname;"
        "SorgebeStrasse;SorgebeOrt;Verhaeltnis;TelefonPrioritaet;Position\n"
        "Kid;One;15.05.2014;Mor;One;Weg 1;Ulm;M;M;1\n"
        "Kim;Two;16.06.2015;Far;Two;Weg 2;Ulm;V;M;1\n",
        "SchuelerVorname+SchuelerNachname", ("SorgebeVorname+SorgebeNachname",),
    ),
}  # fmt: skip
HERE = (
    "SyncID,First name,Last name,Birth date,Class\n"
    "{at}1,Kid,One,2014-05-15,5A\n{at}2,Kim,Two,2015-06-16,5B\n"
)


@pytest.mark.parametrize("kind", KINDS)
def test_k05_a_public_kind_gives_exactly_its_people_and_pairs(
    kinkeeper: Kinkeeper, tmp_path: Path, kind: str
) -> None:
    of, school = KINDS[kind], f"School {list(KINDS).index(kind)}"
    pupils = of.text if of.key else HERE.format(at=f"{school[-1]}-")
    steps = [(pupils, "pupil"), *([(of.text, "parent")] if of.adults else [])]
    for text, profile in steps:
        (tmp_path / "list.csv").write_text(text)
        run = ("import", "run", str(tmp_path / "list.csv"), "--profile", profile, "--json")
        done = kinkeeper(*run, "--organisation", school)
        assert done.code == 0, done.out
    people = list(at(kinkeeper, school, "pupil"))
    assert {each for _id, each in people} == of.pupils()
    adults, known = dict(at(kinkeeper, school, "parent")), dict(people)
    assert sorted(adults.values()) == sorted({adult for adult, _child, _state in of.pairs()})
    found = kinkeeper("relationships", "list", "--json").json
    assert {
        (adults[each["parent"]["id"]], known[each["child"]["id"]], each["state"])
        for each in found
        if each["child"]["id"] in known
    } == of.pairs()


def at(kinkeeper: Kinkeeper, school: str, profile: str) -> Iterator[tuple[int, str]]:
    listed = ("people", "list", "--organisation", school, "--profile", profile, "--json")
    for each in kinkeeper(*listed).json:
        yield each["id"], f"{each['given_name']} {each['family_name']}"

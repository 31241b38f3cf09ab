"""K36: from a file only kinds that stand for a parent connect; all others are proposed."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.cells.kinds import kind_of, stands_for_parent
from tests.roster.core import codes, planned, pupils_here

PARENTS = """
Mother; MOTHER; mum; Mor; Mutter; Mère; mere; Madre; Moeder; Äiti; aiti; Matka
Father; dad; Far; Vater; Père; Padre; Vader; Isä; Ojciec; Tata
Parent; Parents; Forelder; Förälder; Forælder; Elternteil; Vanhempi; Ouder; Rodzic; Parent 1
Guardian; Legal Guardian; legal guardians; Foresatt; Vårdnadshavare; Erziehungsberechtigte(r)
Sorgeberechtigter; Huoltaja; Voogd; Tuteur; Tutor legal; Tutor/a legal; Responsable légal
Opiekun prawny; Foster parent; Foster father; Fostermor; Plejemor; Pflegemutter; Sijaisäiti
Pleegvader; Mère d'accueil; Madre de acogida; Matka zastępcza; Adoptive mother; Adoptivfar
Biological mother; biologisk far; leibliche Mutter; Mother/Father; mor og far; Parent or Guardian
Parent/Guardian; padre o madre; Mor/Far; Rodzic / opiekun prawny
"""
OTHERS = """
Aunt; Tante; Uncle; Oom; Ciocia; Step mother; step-father; Stemor; Styvpappa; Stiefvater
Bonusmamma; Äitipuoli; Beau-père; Madrastra; Macocha; Grand-mother; Farmor; far mor; Bestefar
Oma; Isoäiti; Grand-père; Abuela; Dziadek; Carer; Caregiver; Verzorger; Partner; Mother's partner
Sister; Bruder; Relative; Cousin; Neighbour; Friend; Social worker; Emergency contact; Driver
Doctor; Counselor; Tutor; Contact; Other; unknown; ukjent; NULL; n/a; -; ?; 3; Former guardian
Non-custodial parent; Mother (deceased); Mother-in-law; Godmother; Guardian ad litem; not mother
Father & stepmother; Parent/Carer; Legal representative; God man; 母
"""


def words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", ";").split(";") if word.strip()]


@pytest.mark.parametrize("word", words(PARENTS))
def test_k36_words_for_a_parent_in_many_languages(word: str) -> None:
    assert stands_for_parent(kind_of(word))


@pytest.mark.parametrize("word", words(OTHERS))
def test_k36_words_for_anybody_else_and_unknown_ones(word: str) -> None:
    assert not stands_for_parent(kind_of(word))


@pytest.mark.parametrize("empty", ["", " ", "\u00a0"])
def test_k36_an_empty_kind_is_not_stated(empty: str) -> None:
    assert kind_of(empty) == "unspecified"


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def plain(kind: str) -> list[tuple[str, bytes]]:
    file = f"SyncID,First name,Last name,ChildID,Relationship\nG1,Ada,Lie,S1,{quoted(kind)}\n"
    return [("parents.csv", file.encode())]


def right_of_its_own(kind: str) -> list[tuple[str, bytes]]:
    head = "SyncID,First name,Last name,ChildID,Relationship,Parental responsibility\n"
    return [("parents.csv", f"{head}G1,Ada,Lie,S1,{quoted(kind)},yes\n".encode())]


def role(kind: str) -> list[tuple[str, bytes]]:
    rows = f"G1,Ada,Lie,S1,{quoted(kind)}\nG2,Mor,Lie,,Mother\n"
    return [("people.csv", f"SyncID,First name,Last name,ChildID,Role\n{rows}".encode())]


def pupil_rows(kind: str) -> list[tuple[str, bytes]]:
    head = "Student ID,First name,Last name,Parent 1 name,Parent 1 relationship\n"
    return [("pupils.csv", f"{head}S1,Kid,Lie,Ada Lie,{quoted(kind)}\n".encode())]


def pupil_rows_without_number(kind: str) -> list[tuple[str, bytes]]:
    head = "Student ID,First name,Last name,Guardian name,Relationship to student\n"
    return [("pupils.csv", f"{head}S1,Kid,Lie,Ada Lie,{quoted(kind)}\n".encode())]


def clever(kind: str) -> list[tuple[str, bytes]]:
    head = "School_id,Student_id,Contact_relationship,Contact_type,Contact_name,Contact_sis_id\n"
    return [("students.csv", f"{head}9,S1,{quoted(kind)},Parent/Guardian,Ada Lie,G1\n".encode())]


def powerschool(kind: str) -> list[tuple[str, bytes]]:
    head = "Contact ID,First Name,Last Name,Is Active,studentNumber,Relationship Type,"
    head += "STUDENTCONTACTDETAILCOREFIELDS.legalGuardian,Contact Has Custody\n"
    return [("contacts.csv", f"{head}G1,Ada,Lie,1,S1,{quoted(kind)},1,1\n".encode())]


def sds(kind: str) -> list[tuple[str, bytes]]:
    users = b"SIS ID,Email,First Name,Last Name\nG1,g1@example.org,Ada,Lie\n"
    said = f"SIS ID,Email,Role\nS1,g1@example.org,{quoted(kind)}\n".encode()
    return [("User.csv", users), ("GuardianRelationship.csv", said)]


FORMATS = [
    *(plain, right_of_its_own, role, pupil_rows, pupil_rows_without_number),
    *(clever, powerschool, sds),
]
NONSENSE = st.text(alphabet=string.ascii_lowercase[1:4] + "ZÆß 母-/.7", min_size=1, max_size=12)
NO_PARENT = st.one_of(st.sampled_from(words(OTHERS)), NONSENSE.filter(str.strip))


def acts(files: list[tuple[str, bytes]]) -> list[str]:
    made = planned(*files, site=pupils_here("S1"))
    return [relationship["act"] for relationship in made.relationships.iter_rows(named=True)]


@given(st.sampled_from(FORMATS), NO_PARENT)
def test_k36_law_no_word_but_one_for_a_parent_connects(form: object, word: str) -> None:
    assert callable(form)
    assert "create" not in acts(form(word))


@given(st.sampled_from(FORMATS), st.sampled_from(words(PARENTS)))
def test_k36_law_a_word_for_a_parent_connects(form: object, word: str) -> None:
    assert callable(form)
    assert acts(form(word)) == ["create"]


@pytest.mark.parametrize(
    ("form", "act"),
    [(plain, "create"), (pupil_rows, "propose"), (clever, "propose"), (sds, "propose")],
)
def test_k36_an_empty_kind_connects_only_where_contacts_are_parents(form: object, act: str) -> None:
    assert callable(form)
    assert acts(form("")) == [act]


def test_k36_a_plain_table_with_an_aunt_and_an_emergency_contact() -> None:
    """Case file-21."""
    made = planned(
        "SyncID,First name,Last name,ChildID,Relationship\nG1,Mor,One,S1,Mother\n"
        "G2,Tan,Te,S1,Aunt\nG3,Na,Bo,S1,Emergency contact\nG4,Dr,Who,S1,Social worker\n"
        "G5,Te,Tom,S1,\n",
        site=pupils_here("S1"),
    )
    assert made.counts["relationships"]["create"] == 2
    assert made.counts["relationships"]["proposed"] == 3
    assert codes(made) == {"kind-not-a-parent": 3}
    told = made.problems.row(0, named=True)
    assert (told["row"], told["column"], told["value"]) == (3, "Relationship", "Aunt")
    assert json.loads(told["detail"]) == {"child": "S1"}


def test_k36_of_two_rows_of_one_relationship_the_one_that_is_no_parent_counts() -> None:
    head = "SyncID,First name,Last name,ChildID,Relationship\n"
    one, two = "G1,Ada,Lie,S1,Mother\n", "G1,Ada,Lie,S1,Aunt\n"
    for rows in (one + two, two + one):
        made = planned(head + rows, site=pupils_here("S1"))
        assert [
            relationship["act"] for relationship in made.relationships.iter_rows(named=True)
        ] == ["propose"]


def test_k36_what_the_file_says_of_rights_comes_before_the_kind() -> None:
    head = "SyncID,First name,Last name,ChildID,Relationship,Parental responsibility\n"
    made = planned(head + "G1,Ada,Lie,S1,Aunt,no\n", site=pupils_here("S1"))
    assert made.relationships["claim"].to_list() == ["no"]
    assert codes(made) == {"proposed": 1}


def test_k36_a_pending_relationship_is_told_as_well() -> None:
    made = planned("SyncID,First name,Last name,ChildID,Kind\nG1,Ada,Lie,S9,Aunt\n")
    assert codes(made) == {"child-unknown": 1, "kind-not-a-parent": 1}

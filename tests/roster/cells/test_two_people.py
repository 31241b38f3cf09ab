"""K21: a name of two people is one proposed person; a last name with *y* in it is one person's."""

import re

import pytest

from kinkeeper.roster.cells.two_people import MAYBE, is_two
from tests.roster.core import codes, planned, pupils_here

TWO = [
    "Anna & Lars Berg", "Anna og Lars Berg", "Anna und Lars", "Anna och Lars Berg",
    "Mr and Mrs Berg", "Mr & Mrs One", "A. Berg / L. Berg", "Kari Berg; Per Berg",
    "Kari Berg/Per Berg", "ANNA UND LARS BERG", "María y José García", "Ana García y Luis Pérez",
    "Anna ja Matti Virtanen", "Kari en Per Dal", "Jean et Marie Dupont", "Anna i Jan Kowalscy",
    "Anna oraz Jan Kowalscy", "Familie Berg", "The Berg Family", "Анна и Иван Петровы",
    "Herr und Frau Berg", "Frau/Herr Berg", "Anna + Lars Berg", '"Kari Berg, Per Berg"',
    '"Berg, Anna & Lars"',
]  # fmt: skip
ONE = [
    "José Ortega y Gasset", "Ortega y Gasset", "Maria e Silva", "Luís da Costa e Silva",
    "Santiago Ramón y Cajal", "Josep Puig i Cadafalch", "Anna von und zu Guttenberg",
    "Ravi s/o Kumar", "Muthu a/l Raman", "Tal Or Levi", "Li En Wang", "Kari Berg", "María de la O",
    "Anna-Marie O'Hara", "Ou Yang", "Andy Berg", "Anna (mor) Berg", "Og Berg", '"Kari Berg, Jr."',
    "محمد بن علي الحسن", "Juan I Berg", '"Berg Lund, Kari Anne"',
]  # fmt: skip
FILES = {
    "plain": "SyncID,Name,ChildID\nP1,{},H-1\n",
    "pupil-rows": "Student ID,Parent 1 name,Parent 1 ID\nH-1,{},P1\n",
    "clever": "Student_id,School_id,Contact_name,Contact_relationship,Contact_sis_id\n"
    "H-1,9,{},Mother,P1\n",
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("name", TWO)
def test_k21_pc_128_a_name_of_two_is_one_person_who_is_proposed(name: str, kind: str) -> None:
    made = planned(("students.csv", FILES[kind].format(name).encode()), site=pupils_here("H-1"))
    assert made.counts["people"]["create"] == 1
    assert made.counts["relationships"]["proposed"] == 1
    assert codes(made)["two-people"] == 1
    assert made.relationships["note"].to_list() == ["two-people"]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("name", ONE)
def test_k21_a_name_of_one_is_not_asked_about(name: str, kind: str) -> None:
    made = planned(("students.csv", FILES[kind].format(name).encode()), site=pupils_here("H-1"))
    assert made.counts["relationships"]["create"] == 1
    assert "two-people" not in codes(made)


@pytest.mark.parametrize(("given", "family"), [("Anna &", "Lars Berg"), ("Anna og Lars", "Berg")])
def test_k21_two_people_in_two_columns_are_seen(given: str, family: str) -> None:
    text = f"SyncID,First name,Last name,ChildID\nP1,{given},{family},H-1\n"
    assert codes(planned(text, site=pupils_here("H-1")))["two-people"] == 1


def test_k26_a_restriction_is_not_weakened_by_a_name_of_two() -> None:
    head = "SyncID,Name,ChildID,Custody\n"
    made = planned(f"{head}P1,Anna & Lars Berg,H-1,no\n", site=pupils_here("H-1"))
    assert made.relationships["claim"].to_list() == ["no"]


def test_a_pupils_name_is_not_asked_about() -> None:
    made = planned("SyncID,Name\nH-1,Anna & Lars Berg\n", profile="pupil")
    assert "two-people" not in codes(made)


def test_the_first_look_passes_on_all_that_is_judged() -> None:
    for name in TWO:
        given, _blank, family = name.strip('"').rpartition(" ")
        if is_two(given, family):
            assert re.search(MAYBE, given) or re.search(MAYBE, family), name

"""Several columns of children: names beside each key, and what the whole truth of a file is."""

import pytest

from tests.cast import Cast
from tests.importing import codes, edges, imported, planned

pytestmark = pytest.mark.django_db
NAMED = "SyncID,First name,Last name"
# H-1 is Nora Berg, H-2 Elias Berg
HEADS = [
    "ChildID,Child first name,Child last name,ChildID,Child first name,Child last name",
    "Child 1 ID,Child 1 first name,Child 1 last name,Child 2 ID,Child 2 first name,"
    "Child 2 last name",
    "ChildID,Child first name,Child last name,ChildID.1,Child first name.1,Child last name.1",
]


@pytest.mark.parametrize("head", HEADS)
def test_k32_each_name_is_held_against_the_key_beside_it(cast: Cast, head: str) -> None:
    said = "P-77,Ada,Lie,H-1,Nora,Berg,H-2,Elias,Berg\nP-78,Bo,Moe,,,,H-2,Elias,Berg\n"
    assert "other-child" not in codes(imported(f"{NAMED},{head}\n{said}"))
    assert {("P-77", "H-1"), ("P-77", "H-2"), ("P-78", "H-2")} <= edges()
    wrong = "P-79,Una,Ek,H-1,Nora,Berg,H-2,Theo,Dahl\nP-80,Pia,Aas,H-1,Elias,Berg,,,\n"
    assert codes(imported(f"{NAMED},{head}\n{wrong}"))["other-child"] == 2
    assert ("P-79", "H-1") in edges()
    assert not {("P-79", "H-2"), ("P-80", "H-1")} & edges()


def test_k32_whole_names_beside_keys_are_compared_too(cast: Cast) -> None:
    head = f"{NAMED},Child 1 ID,Child 1 name,Child 2 ID,Child 2 name\n"
    plan = planned(head + "P-77,Ada,Lie,H-1,Nora Berg,H-2,Theo Dahl\n")
    assert codes(plan)["other-child"] == 1
    assert plan.counts["relationships"]["create"] == 1


def test_k6_a_placeholder_in_any_column_of_children_ends_nothing(cast: Cast) -> None:
    head = f"{NAMED},Child 1,Child 2\n"
    imported(head + "P-77,Ada,Lie,H-1,H-2\n")
    odd = planned(head + "P-77,Ada,Lie,H-1,n/a\n", links="exact")
    assert odd.counts["relationships"]["remove"] == 0
    plain = planned(head + "P-77,Ada,Lie,H-1,\n", links="exact")
    assert plain.counts["relationships"]["remove"] == 1


def test_k9_columns_of_children_again_change_nothing(cast: Cast) -> None:
    text = f"{NAMED},Child 1,Child 2,Child 3\nP-77,Ada,Lie,H-1,H-2,H-9\n"
    imported(text)
    again = planned(text).counts["relationships"]
    assert (again["create"], again["pending"], again["existing"]) == (0, 0, 3)

"""K26, K36: what several columns of a pupil's row say of a relationship is all read, most
cautiously."""

import pytest

from tests.roster.core import planned, pupils_here
from tests.roster.read.quoted import named, table

PUPIL = "Student ID,First Name,Last Name,"
ONE = PUPIL + "Parent 1 Name,Parent 1 Email,"
TWO = PUPIL + "Parent 1 Name,Parent 2 Name,"


def relationships(head: str, cells: str) -> list[tuple[str | None, str]]:
    """The claim of each relationship of one row, and its note."""
    made = planned(f"{head}\nS1,Kid,One,{cells}\n", site=pupils_here("S1"))
    return list(made.relationships.select("claim", "note").iter_rows())


@pytest.mark.parametrize(
    ("heads", "cells", "claim", "note"),
    [
        ("Parent 1 restriction,Court order", ",No contact", "restricted", "No contact"),
        ("Parent 1 restriction,Court order", "Ask,Stay", "restricted", "Stay; Ask"),
        ("Custody,Parental responsibility", "no,yes", "no", "no"),
        ("Parental responsibility,Custody", "no,yes", "no", "no"),
        ("Custody,Parental responsibility", ",yes", "unknown", "unknown"),
        ("Custody,Parental responsibility", "yes,yes", "yes", ""),
        ("Parent 1 restriction,Parent 1 court order", ",Stay", "restricted", "Stay"),
        ("Parent 1 legal guardian,Parent 1 custody", "yes,no", "no", "no"),
        ("Custody,Parent 1 custody", "no,yes", "no", "no"),
        ("Court order 1", "Stay", "restricted", "Stay"),
        ("Parent restriction", "Stay", "restricted", "Stay"),
    ],
)
def test_k26_of_several_columns_the_most_cautious_holds(
    heads: str, cells: str, claim: str, note: str
) -> None:
    assert relationships(ONE + heads, f"Far Two,f@e.org,{cells}") == [(claim, note)]


def test_k26_an_unnumbered_guardian_has_all_columns_too() -> None:
    head = PUPIL + "Guardian Name,Guardian Email,Custody,Parental responsibility"
    assert relationships(head, "Far Two,f@e.org,no,yes") == [("no", "no")]


@pytest.mark.parametrize(
    ("heads", "cells", "claim"),
    [
        ("Relationship,Emergency Contact Relationship", "Uncle,Mother", "kind"),
        ("Emergency Contact Relationship,Relationship", "Mother,Uncle", "kind"),
        ("Relationship,Emergency Contact Relationship", "Mother,Uncle", None),
        ("Emergency Contact Relationship", "Mother", "unstated"),
        ("Relationship,Guardian relationship", "Uncle,Mother", "unstated"),
        ("Relationship,Guardian relationship", "Mother,", "unstated"),
        ("Relationship,Guardian relationship", "mother,Mother", None),
        ("Guardian Role", "Uncle", "unstated"),
        ("Guardian Type", "Uncle", "unstated"),
        ("Type de relation", "Oncle", "unstated"),
        ("Guardian Phone Type", "mobile", None),
    ],
)
def test_k36_of_kinds_none_is_picked(heads: str, cells: str, claim: str | None) -> None:
    found = relationships(
        PUPIL + "Guardian Name,Guardian Email," + heads, f"Bob Berg,b@e.org,{cells}"
    )
    assert [each for each, _note in found] == [claim]


@pytest.mark.parametrize(
    ("head", "cells", "claims"),
    [
        (
            PUPIL + "Parent 1 Name,Relationship 1,Parent 2 Name,Relationship 2",
            "Bob Berg,Uncle,Mor Two,Mother",
            ["kind", None],
        ),
        (TWO + "Relationship_2,Relationship_1", "Mor Two,Bob Berg,Uncle,Mother", [None, "kind"]),
        (TWO + "Relationship 3", "Mor Two,Bob Berg,Mother", ["unstated"] * 2),
        (TWO + "Relationship", "Mor Two,Bob Berg,Uncle", ["unstated"] * 2),
        (TWO + "Slektskap til eleven", "Mor Two,Bob Berg,Onkel", ["unstated"] * 2),
        (TWO + "Type 1,Type 2", "Mor Two,Bob Berg,Uncle,Mother", ["unstated"] * 2),
        (PUPIL + "Mother name,Father name,Relationship", "Mor Two,Bo Berg,x", ["unstated"] * 2),
        (TWO + "Client number", "Mor Two,Bob Berg,7", [None] * 2),
    ],
)
def test_k36_kinds_that_no_parent_took_connect_nobody(
    head: str, cells: str, claims: list[str | None]
) -> None:
    assert [claim for claim, _note in relationships(head, cells)] == claims


def test_k32_rows_are_glued_although_only_the_rows_have_blanks() -> None:
    text = "SyncID,First name,Last name,ChildID\n"
    text += 'ann.v, Ann, Vik, S1\nbo.w," Bo, Wold, S2\ncy, Cy", Dal, S5\n'
    assert named(table(text)) == [3, 4]


def test_k32_no_name_has_a_whole_row_in_it() -> None:
    text = "SyncID,First name,Last name,ChildID\n"
    text += 'bo.w,"Bo,Wold,S2\ncy d, Cy d, Dal d, S 5\nda,Da",Dal,S6\n'
    assert named(table(text)) == [2, 3, 4]

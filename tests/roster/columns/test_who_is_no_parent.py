"""Found by somebody who tried to get a wrong person in."""

import pytest

from kinkeeper.roster.columns.mapping import suggest
from kinkeeper.roster.options import Options
from tests.roster.core import codes, pendings, planned, pupils_here, read


def withheld(made: object) -> set[str]:
    frame = made.relationships  # type: ignore[attr-defined]  # a plan
    return {row["value"] for row in frame.iter_rows(named=True) if row["claim"] is not None}


@pytest.mark.parametrize("role", ["Relative", "Contact", "Carer"])
def test_k36_a_role_is_the_kind_where_the_column_of_kinds_is_empty(role: str) -> None:
    head = "SyncID,First name,Last name,Role,Relationship,ChildID\n"
    made = planned(head + f"T1,Re,Lative,{role},,S3\nT2,Mor,One,Parent,,S4\n")
    assert withheld(made) == {"S3"}
    assert codes(made)["kind-not-a-parent"] == 1


@pytest.mark.parametrize("phone", ["12345678", "987654", "1234567890"])
def test_k33_a_telephone_that_was_counted_up_joins_nobody(phone: str) -> None:
    head = "Student ID,First Name,Last Name,Parent 1 Name,Parent 1 Phone\n"
    made = planned(head + f"S1,A,B,Eva Smith,{phone}\nS2,C,D,Eva Smith,{phone}\n")
    assert len({parent for parent, _child in pendings(made)}) == 2


def test_k33_an_address_like_test_at_test_joins_nobody() -> None:
    head = "Student ID,First Name,Last Name,Parent 1 Name,Parent 1 Email\n"
    rows = "S1,A,B,Eva Smith,test@test.com\nS2,C,D,Eva Smith,test@test.com\n"
    assert len({parent for parent, _child in pendings(planned(head + rows))}) == 2


def test_k03_a_mailbox_whose_other_owner_cannot_be_read_connects_nobody_plainly() -> None:
    users = (
        b'Email,First Name,Last Name,Phone,SIS ID\nfam@e.org,Nab,Bo,,g2\nfam@e.org,"Mor,One,,g1\n'
    )
    relationships = b"SIS ID,Email,Role\n1,fam@e.org,parent\n"
    made = planned(("User.csv", users), ("GuardianRelationship.csv", relationships))
    assert withheld(made) == {"1"}


TABLE = "SyncID,First name,Last name,ChildID,"


@pytest.mark.parametrize(
    ("heads", "cells", "claim"),
    [
        ("Relationship,Relation to child", "Mother,Uncle", "kind"),
        ("Relation to child,Relationship", "Mother,Uncle", "kind"),
        ("Relationship,Guardian relationship", "Mother,Uncle", "kind"),
        ("Relationship,Relation to child", "Mother,", None),
        ("Relationship,Relation to child", ",Mother", None),
        ("Contact relationship", "Uncle", "kind"),
        ("Contact relationship", "Mother", None),
        ("Relationship,Contact relationship", "Mother,Uncle", "kind"),
        ("Emergency contact relationship", "Uncle", "kind"),
        ("Relationship,Emergency phone,Emergency contact relationship", "Mother,55,Uncle", None),
        ("Contact phone,Contact relationship", "55,Uncle", "kind"),
        ("Role,Category", "Parent,Uncle", "kind"),
        ("Custody,Parental responsibility", "no,yes", "no"),
        ("Parental responsibility,Custody", "no,yes", "no"),
        ("Custody,Parental responsibility", ",yes", "unknown"),
        ("Custody,Parental responsibility", "yes,yes", "yes"),
        ("Restriction,Court order", ",Stay away", "restricted"),
        ("Restriction,Court order", ",", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("hand", [False, True])
def test_k36_of_several_columns_of_a_plain_table_the_most_cautious_holds(
    heads: str, cells: str, claim: str | None, *, hand: bool
) -> None:
    text = f"{TABLE}{heads}\nP1,Bob,Berg,S1,{cells}\n"
    mapping = {}
    if hand:  # as the page of an upload keeps it: what was suggested is chosen, the rest not kept
        table = read([("a.csv", text.encode())])[1]
        suggested = suggest(table, Options(profile="parent"))
        found = dict(zip(table.headings, suggested, strict=True))
        mapping = {name: found[name] or "ignore" for name in heads.split(",")}
    made = planned(text, mapping=mapping)
    assert made.relationships["claim"].to_list() == [claim]


def test_k26_what_nobody_can_read_in_one_of_two_columns_leaves_the_row_out() -> None:
    head = TABLE + "Custody,Parental responsibility\n"
    made = planned(head + "P1,Bob,Berg,S1,shared,yes\n")
    assert codes(made)["not-yes-or-no"] == 1
    assert made.counts["people"]["rejected"] == 1


@pytest.mark.parametrize("word", ["Contact", "Adult", "Responsable"])
def test_k36_numbered_contacts_without_a_kind_are_proposed(word: str) -> None:
    head = f"Student ID,First name,Last name,{word} 1 name,{word} 1 email,Parent 1 name\n"
    made = planned(head + "S1,Kid,One,Bob Berg,b@e.org,Mor Two\n", site=pupils_here("S1"))
    acts = dict(made.relationships.select("row", "act").iter_rows())
    assert sorted(acts.values()) == ["create", "propose"]


def test_k36_a_contact_with_a_kind_of_the_own_is_what_that_says() -> None:
    head = "Student ID,First name,Last name,Contact 1 name,Contact 1 relationship,Contact 2 name\n"
    made = planned(head + "S1,Kid,One,Mor Two,Mother,Bob Berg\n", site=pupils_here("S1"))
    assert sorted(made.relationships["act"]) == ["create", "propose"]

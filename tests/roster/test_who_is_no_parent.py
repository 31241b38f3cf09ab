"""Found by somebody who tried to get a wrong person in."""

import pytest

from tests.roster.core import codes, planned, waits


def withheld(made: object) -> set[str]:
    frame = made.pairs  # type: ignore[attr-defined]  # a plan
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
    assert len({parent for parent, _child in waits(made)}) == 2


def test_k33_an_address_like_test_at_test_joins_nobody() -> None:
    head = "Student ID,First Name,Last Name,Parent 1 Name,Parent 1 Email\n"
    rows = "S1,A,B,Eva Smith,test@test.com\nS2,C,D,Eva Smith,test@test.com\n"
    assert len({parent for parent, _child in waits(planned(head + rows))}) == 2


def test_k03_a_mailbox_whose_other_owner_cannot_be_read_connects_nobody_plainly() -> None:
    users = (
        b'Email,First Name,Last Name,Phone,SIS ID\nfam@e.org,Nab,Bo,,g2\nfam@e.org,"Mor,One,,g1\n'
    )
    pairs = b"SIS ID,Email,Role\n1,fam@e.org,parent\n"
    made = planned(("User.csv", users), ("GuardianRelationship.csv", pairs))
    assert withheld(made) == {"1"}

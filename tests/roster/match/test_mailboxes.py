"""K3: a mailbox is not a person, inside formats and across the files of one import, either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.roster.core import Plan, codes, pendings, planned

USERS = "Email,First Name,Last Name,Phone,SIS ID\n"
SAID = "SIS ID,Email,Role\n"


def sds(users: str, said: str) -> Plan:
    return planned(
        ("User.csv", (USERS + users).encode()),
        ("GuardianRelationship.csv", (SAID + said).encode()),
    )


def test_k03_whom_a_shared_mailbox_means_nobody_can_tell() -> None:
    made = sds(
        "fam@e.org,Mor,One,,g1\nFAM@e.org,Nab,Bo,,g2\nx@e.org,Gone,Now,,g3\n",
        "1,fam@e.org,parent\n2,x@e.org,Guardian\n1,x@e.org,Grandparent\n",
    )
    assert pendings(made) == {("g3", "1"), ("g3", "2")}
    assert codes(made)["several-people"] == 2
    assert made.counts["people"]["create"] == 3


def test_k03_one_person_on_two_lines_is_no_second_owner() -> None:
    made = sds("fam@e.org,Mor,One,,g1\nfam@e.org,Mor,One,,g1\n", "1,fam@e.org,parent\n")
    assert pendings(made) == {("g1", "1")}
    assert "several-people" not in codes(made)


PERSON = st.tuples(
    st.sampled_from(["fam@e.org", "Fam@e.org", "x@e.org"]),
    st.sampled_from(["Mor", "Nab", "mor"]),
    st.sampled_from(["One", "Bo"]),
    st.sampled_from(["", "", "g1", "g2"]),
)


@given(st.lists(PERSON, min_size=1, max_size=5))
def test_k03_a_mailbox_connects_only_its_one_owner(
    people: list[tuple[str, str, str, str]],
) -> None:
    users = "".join(f"{mail},{given},{family},,{key}\n" for mail, given, family, key in people)
    made = sds(users, "1,fam@e.org,parent\n2,x@e.org,parent\n")
    for child, mail in (("1", "fam@e.org"), ("2", "x@e.org")):
        owners = {
            key or f"{given} {family}".casefold()
            for address, given, family, key in people
            if address.casefold() == mail
        }
        found = {parent for parent, waiting in pendings(made) if waiting == child}
        assert len(found) <= 1
        if len(owners) != 1:
            assert not found
            said = {"several-people", "dangling-agents"} & codes(made).keys()
            assert said


HEAD = "E-mail,First name,Last name,ChildID\n"
NAME = st.sampled_from(["Kari", "KARI", "Ola", "Kari Anne"])
LAST = st.sampled_from(["Berg", "berg", "Lund"])


@given(st.lists(st.tuples(NAME, LAST), min_size=2, max_size=4), st.integers(0, 4))
def test_k03_one_address_and_two_names_are_nobody_in_one_file_or_several(
    names: list[tuple[str, str]], cut: int
) -> None:
    rows = [
        f"{mail},{first},{last},C{at}\n"
        for at, (first, last) in enumerate(names)
        for mail in [("fam@e.org", "FAM@e.org")[at % 2]]
    ]
    files = [HEAD + "".join(part) for part in (rows[:cut], rows[cut:])]
    made = planned(*files, match_on="email")
    different = len({(first.casefold(), last.casefold()) for first, last in names}) > 1
    if different:
        assert made.counts["people"]["create"] == 0
        assert pendings(made) == set()
        assert codes(made)["conflicting-rows"] == len(rows)
    else:
        assert made.counts["people"]["create"] == 1


@pytest.mark.parametrize("school", ["School_id", "Other"])
def test_k03_contacts_of_one_name_at_two_schools_are_two(school: str) -> None:
    head = f"{school},Student_id,Contact_name,Contact_relationship,Contact_email\n"
    made = planned(head + "s1,c1,Bo Lee,Father,fam@e.org\ns2,c2,Bo Lee,Father,fam@e.org\n")
    assert made.counts["people"]["create"] == (2 if school == "School_id" else 1)


def test_k03_two_names_at_one_mailbox_have_two_derived_keys() -> None:
    made = planned(
        "Student ID;Parent 1 name;Parent 1 email;Parent 2 name;Parent 2 email\n"
        "C1;Ada Berg;fam@e.org;Bo Berg;fam@e.org\nC2;Ada Berg;FAM@e.org;;\n"
    )
    assert made.counts["people"]["create"] == 2
    assert len(pendings(made)) == 3

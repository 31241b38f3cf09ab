"""In a file with a column of roles only the rows of the chosen profile become it."""

from typing import Any

import pytest

from kinkeeper.roster.formats.roles import profile_of
from kinkeeper.roster.problems import sentence
from kinkeeper.roster.table import FileRefused
from tests.roster.core import codes, planned, pupils_here

HEAD = "SyncID,First name,Last name,Role,ChildID\n"


def keys(*rows: str, head: str = HEAD, profile: str = "parent", **options: Any) -> list[str]:
    made = planned(head + "".join(f"{row}\n" for row in rows), profile=profile, **options)
    return [row["sync_key"] for row in made.people.iter_rows(named=True) if row["act"] == "create"]


@pytest.mark.parametrize(
    ("said", "profile"),
    [
        *[("Parent/Guardian", "parent"), ("parent or guardian", "parent"), ("PARENTS", "parent")],
        *[("Legal Guardian", "parent"), ("Foresatte", "parent"), ("Ouder/verzorger", "parent")],
        *[("Vårdnadshavare", "parent"), ("Students", "pupil"), ("ELEV", "pupil")],
        *[(" élèves ", "pupil"), ("Schüler/in", "pupil")],
        *[("Lehrkräfte", "teacher"), ("Teachers", "teacher")],
        *[("Principal", None), ("", None), ("Parent, Teacher", None), ("1", None)],
    ],
)  # fmt: skip
def test_k31_words_for_a_profile(said: str, profile: str | None) -> None:
    assert profile_of(said) == profile


def test_k31_an_unknown_role_is_left_out_and_named() -> None:
    """Case file-04."""
    rows = "U0,Per0,Son,Parent,S1\nU1,Per1,Son,Student,\nU2,Per2,Son,Principal,\nU3,A,Son,,\n"
    made = planned(HEAD + rows)
    assert made.counts["people"] == {
        "create": 1,
        "update": 0,
        "unchanged": 0,
        "asked": 0,
        "rejected": 2,
    }
    assert codes(made) == {"child-unknown": 1, "other-people": 1, "role-unknown": 2}
    told = made.problems.filter(code="role-unknown").row(0, named=True)
    assert (told["row"], told["column"], told["value"]) == (4, "Role", "Principal")


def test_k31_parent_guardian_is_a_parent() -> None:
    """Case file-06."""
    rows = ("U0,Per0,Son,Parent/Guardian,S1", "U1,Per1,Son,Student,", "U2,Per2,Son,Teacher,")
    assert keys(*rows) == ["U0"]
    assert keys(*rows, profile="pupil") == ["U1"]
    assert keys(*rows, profile="teacher") == ["U2"]


@pytest.mark.parametrize("options", [{}, {"mapping": {"Role": "ignore"}}])
@pytest.mark.parametrize("role", ["Student", "Elever", "Lehrkraft"])
def test_k24_a_whole_file_of_another_profile_is_refused(role: str, options: dict[str, Any]) -> None:
    """Case file-05; a column that is not kept still tells who its rows are."""
    with pytest.raises(FileRefused) as refused:
        keys(f"U0,Per0,Son,{role},S1", f"U1,Per1,Son,{role},", **options)
    assert refused.value.code == "nobody-of-profile"
    said = sentence("nobody-of-profile", column="", value="", detail=refused.value.detail)
    assert role in said


@pytest.mark.parametrize(
    "heading", ["Profile", "User type", "Rolle", "Brukertype", "Roll", "Rooli", "Rôle", "Rola"]
)
def test_k31_the_column_is_known_in_many_languages(heading: str) -> None:
    head = HEAD.replace("Role", heading)
    assert keys("U0,A,Son,Guardian,S1", "U1,B,Son,Student,", head=head) == ["U0"]


def test_k36_kinds_of_relationship_in_such_a_column_are_kinds() -> None:
    made = planned(
        HEAD + "G1,A,B,Mother,S1\nG2,C,D,Aunt,S1\nG3,E,F,Driver,S1\n", site=pupils_here("S1")
    )
    assert made.relationships["act"].to_list() == ["create", "propose", "propose"]
    assert codes(made) == {"kind-not-a-parent": 2}
    with pytest.raises(FileRefused):
        keys("G1,A,B,Mother,", profile="pupil")


@pytest.mark.parametrize("role", ["Relative", "Carer", "Contact"])
def test_k36_a_role_that_is_no_word_for_a_parent_is_proposed(role: str) -> None:
    made = planned(HEAD + f"G1,A,B,{role},S1\nG2,C,D,Student,\n", site=pupils_here("S1"))
    assert made.relationships["act"].to_list() == ["propose"]


def test_a_column_of_other_types_tells_nothing() -> None:
    head = HEAD.replace("Role", "Type")
    assert keys("U0,A,Son,A4,S1", "U1,B,Son,A3,", head=head) == ["U0", "U1"]


def test_a_hand_that_says_what_the_column_is_wins() -> None:
    rows = ("U0,A,Son,Parent,S1", "U1,B,Son,Student,")
    assert keys(*rows, mapping={"Role": "language"}) == ["U0", "U1"]


def test_k31_roles_beside_parents_on_pupils_rows() -> None:
    head = "Student ID,First name,Last name,Role,Parent 1 name,Parent 1 email\n"
    rows = (
        "S1,Kid,One,Student,Mor One,m@example.org\n"
        "T1,Tea,Two,Teacher,Xor Two,x@example.org\n"
        "B1,Bo,Ss,Boss,Yor Ss,y@example.org\n"
    )
    parents = planned(head + rows)
    made = parents.people.filter(parents.people["act"] == "create")
    assert made["given_name"].to_list() == ["Mor"]
    assert codes(parents)["role-unknown"] == 1
    assert keys(*rows.splitlines(), head=head, profile="pupil") == ["S1"]


def test_k31_moodles_users_of_an_unknown_type_are_named() -> None:
    head = "username,firstname,lastname,email,idnumber,course1,type1,profile_field_usertype\n"
    made = planned(
        head + "ola,Ola,One,,G1,math,1,parent\nkari,Kari,Two,,G2,math,1,student\n"
        "per,Per,Tre,,G3,math,1,manager\n"
    )
    assert made.people.filter(made.people["act"] == "create")["sync_key"].to_list() == ["G1"]
    assert codes(made) == {"other-people": 1, "role-unknown": 1}


UNKNOWN = ["Category", "Position", "Group", "Kategori", "Parent/Child", "Status 2"]


@pytest.mark.parametrize("heading", UNKNOWN)
def test_k31_roles_under_a_heading_that_nobody_knows_are_heeded(heading: str) -> None:
    head = HEAD.replace("Role", heading)
    rows = ("U0,A,Son,Parent,S1", "U1,B,Son,Student,", "U2,C,Son,Elev,", "U3,D,Son,Boss,S1")
    assert keys(*rows, head=head) == ["U0"]
    assert keys(*rows, head=head, profile="pupil") == ["U1", "U2"]
    made = planned(head + "".join(f"{row}\n" for row in rows))
    assert codes(made) == {"child-unknown": 1, "other-people": 1, "role-unknown": 1}
    with pytest.raises(FileRefused) as refused:
        keys("U1,B,Son,Student,S1", "U2,C,Son,Elev,S2", head=head)
    assert refused.value.code == "nobody-of-profile"
    with pytest.raises(FileRefused):
        keys("U1,B,Son,Parent,S1", head=head, profile="pupil", mapping={heading: "ignore"})


def test_k31_an_empty_cell_under_an_unknown_heading_says_nothing() -> None:
    head = HEAD.replace("Role", "Category")
    assert keys("U0,A,Son,,S1", "U1,B,Son,Student,S1", "U2,C,Son,Student,", head=head) == ["U0"]


def test_k31_notes_in_which_a_role_is_named_tell_nothing() -> None:
    head = HEAD.replace("Role", "Notes")
    rows = ("U0,A,Son,shy,S1", "U1,B,Son,Student,S1", "U2,C,Son,calls late,S1")
    assert keys(*rows, head=head) == ["U0", "U1", "U2"]


def test_k36_kinds_under_a_heading_that_nobody_knows_are_kinds() -> None:
    head = HEAD.replace("Role", "Category")
    made = planned(head + "G1,A,B,Mother,S1\nG2,C,D,Aunt,S1\n", site=pupils_here("S1"))
    assert made.relationships["act"].to_list() == ["create", "propose"]


def test_with_whom_pupils_live_is_no_role_of_theirs() -> None:
    head = "SyncID,First name,Last name,Lives with\n"
    assert keys("S1,A,B,Mother", "S2,C,D,Father", head=head, profile="pupil") == ["S1", "S2"]


def test_k31_a_second_column_of_roles_is_heeded_and_a_disagreement_named() -> None:
    head = "SyncID,First name,Last name,Role,Category,ChildID\n"
    rows = (
        *("U0,A,Son,Parent,Guardian,S1", "U1,B,Son,Parent,Student,S1", "U2,C,Son,Student,Elev,"),
        *("U3,D,Son,Student,Parent,S1", "U4,E,Son,Parent,,S1"),
    )
    assert keys(*rows, head=head) == ["U0", "U4"]
    assert keys(*rows, head=head, profile="pupil") == ["U2"]
    made = planned(head + "".join(f"{row}\n" for row in rows))
    assert codes(made)["roles-disagree"] == 2
    assert codes(made)["other-people"] == 1
    told = made.problems.filter(code="roles-disagree").row(0, named=True)
    assert (told["row"], told["column"], told["value"]) == (3, "Role, Category", "Student")


@pytest.mark.parametrize("words", [("Mor", "Far", "Elev"), ("Mutter", "Vater", "Schüler")])
def test_k31_kinds_that_stand_for_parents_are_roles_of_parents(words: tuple[str, ...]) -> None:
    rows = [f"U{at},A,Son,{word},S1" for at, word in enumerate(words)]
    assert keys(*rows) == ["U0", "U1"]
    assert keys(*rows, profile="pupil") == ["U2"]
    made = planned(HEAD + "U0,A,Son,Mor,S1\nU1,B,Son,Onkel,S1\nU2,C,Son,Elev,\n")
    assert codes(made)["role-unknown"] == 1


def test_k31_kinds_of_parents_on_pupils_rows_are_no_roles_of_the_pupils() -> None:
    head = "Student ID,First name,Last name,Parent 1 name,Parent 1 email,Link\n"
    rows = ("S1,Kid,One,Mor One,m@example.org,Mother", "S2,Kid,Two,Far Two,f@example.org,Parent")
    assert len(keys(*rows, head=head)) == 2
    assert keys(*rows, head=head, profile="pupil") == ["S1", "S2"]


def test_k31_roles_in_a_long_file_are_heeded_wherever_they_stand() -> None:
    head = HEAD.replace("Role", "Category")
    rows = [f"U{at},A,Son,{'Student' if at % 50 else 'Parent'},S1" for at in range(2000)]
    assert len(keys(*rows, head=head)) == 40

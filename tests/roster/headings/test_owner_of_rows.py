"""K37: whose the columns are that name nobody, in every mix with a parent's and a pupil's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.roster.headings.field_of_heading import fields_of, names_unclear
from kinkeeper.roster.problems import sentence
from kinkeeper.roster.table import FileRefused
from tests.roster.core import codes, pendings, planned

# What is read of a table for a parent and for a pupil, by field; `held` where it is refused.
HELD = "unclear-whose"
LACKS, NONE = "missing-column", "no-header"
NAMED = "First name,Last name"
GUARDIAN = "Guardian first name,Guardian last name"
MATRIX = [
    # what names nobody alone, or with a pupil's: it is of whoever is imported
    (f"SyncID,{NAMED}", "SyncID", "SyncID"),
    (f"Student ID,{NAMED},E-mail", LACKS, "Student ID E-mail"),
    (f"Username,{NAMED},Student ID", "Username Student ID", "Username Student ID"),
    # in a class, with no word on any child: no parent
    (f"SyncID,{NAMED},E-mail,Class", HELD, "SyncID E-mail Class"),
    (f"Username,{NAMED},gradeLevel", HELD, "Username"),
    (f"SyncID,{NAMED},Class,ChildID", "SyncID Class ChildID", HELD),
    (f"SyncID,{NAMED},Class,Relation", "SyncID Class Relation", "SyncID Class Relation"),
    # with a child's: whoever has children is no pupil, whatever the child's column is called
    (f"SyncID,{NAMED},E-mail,ChildID", "SyncID E-mail ChildID", HELD),
    (f"SyncID,Username,{NAMED},ChildID", "SyncID Username ChildID", HELD),
    (f"Username,{NAMED},ChildID", "Username ChildID", HELD),
    (f"externalId,{NAMED},Childexternalid", "externalId Childexternalid", HELD),
    (f"SyncID,{NAMED},Student ID", "SyncID Student ID", HELD),
    (f"SyncID,{NAMED},Children", "SyncID Children", HELD),
    (f"SyncID,{NAMED},Child 1,Child 2", "SyncID", HELD),
    (f"SyncID,{NAMED},Child name,Child class", "SyncID", HELD),
    (f"Username,{NAMED},Childusername", "Username Childusername", HELD),
    (f"SyncID,{NAMED},Student e-mail", "SyncID", "SyncID Student e-mail"),
    (f"SyncID,{NAMED},Student first name,Student last name", "SyncID", HELD),
    ("SyncID,Full name,Student first name,Student last name", "SyncID Full name", HELD),
    ("SyncID,Full name,Student name,ChildID", "SyncID Full name ChildID", HELD),
    ("SyncID,Full name,Guardian e-mail", HELD, "SyncID Full name"),
    ("Guardian ID,Full name,E-mail,Student ID", "Guardian ID Full name E-mail Student ID", HELD),
    ("Student ID,Guardian ID,Full name", HELD, HELD),
    ("SyncID,Full name,Guardian name", HELD, "SyncID Full name"),
    # with an address of a parent
    (f"SyncID,{NAMED},Guardian e-mail", HELD, "SyncID"),
    (f"SyncID,{NAMED},E-mail,Guardian e-mail", HELD, "SyncID E-mail"),
    (f"SyncID,Username,{NAMED},Guardian e-mail", HELD, "SyncID Username"),
    (f"Username,{NAMED},Guardian e-mail", HELD, "Username"),
    (f"Username,{NAMED},Guardian e-mail,ChildID", HELD, HELD),
    (f"Username,{NAMED},Guardian e-mail,Student ID", HELD, HELD),
    (f"SyncID,{NAMED},Guardian e-mail,ChildID", "SyncID Guardian e-mail ChildID", HELD),
    (f"SyncID,{NAMED},Guardian e-mail,Student ID", "SyncID Guardian e-mail Student ID", HELD),
    (f"SyncID,{NAMED},Guardian e-mail,Student number", HELD, "SyncID"),
    (f"SyncID,{NAMED},Guardian e-mail,Student e-mail", HELD, "SyncID Student e-mail"),
    (f"Student ID,{NAMED},Guardian e-mail", HELD, "Student ID"),
    (f"Child ID,{NAMED},Guardian e-mail", HELD, LACKS),
    (f"{NAMED},Guardian e-mail,Student ID", HELD, HELD),
    (f"SyncID,{NAMED},Guardian address", HELD, "SyncID"),
    (f"SyncID,{NAMED},Guardian 1 e-mail", HELD, "SyncID"),
    # with a username of a parent
    (f"SyncID,{NAMED},Guardian username", HELD, "SyncID"),
    (f"SyncID,{NAMED},Guardian username,ChildID", "SyncID Guardian username ChildID", HELD),
    (f"Username,{NAMED},Guardian username", HELD, "Username"),
    (f"Student ID,{NAMED},Guardian username", "Student ID Guardian username only", "Student ID"),
    # with a key of a parent
    (f"Guardian ID,{NAMED},E-mail", "Guardian ID E-mail", HELD),
    (f"Guardian ID,{NAMED},E-mail,Student ID", "Guardian ID E-mail Student ID", HELD),
    (f"Guardian ID,{NAMED},E-mail,ChildID", "Guardian ID E-mail ChildID", HELD),
    (f"Guardian ID,ChildID,{NAMED},E-mail", "Guardian ID ChildID E-mail", HELD),
    (f"Guardian ID,Student ID,{NAMED}", HELD, HELD),
    (f"ChildID,Guardian ID,{NAMED}", HELD, HELD),
    (f"Guardian ID,Username,{NAMED},ChildID", "Guardian ID Username ChildID", HELD),
    (f"Username,Guardian ID,{NAMED},ChildID", HELD, HELD),
    (f"Username,{NAMED},Guardian ID,ChildID", HELD, HELD),
    (f"Username,{NAMED},Guardian ID", HELD, "Username"),
    (f"SyncID,{NAMED},Guardian ID", HELD, "SyncID"),
    (f"Guardian ID,{NAMED},SyncID", HELD, HELD),
    (f"SyncID,{NAMED},Guardian ID,ChildID", HELD, HELD),
    (f"{NAMED},Guardian ID", HELD, HELD),
    (f"{NAMED},Student ID,Guardian ID", HELD, HELD),
    (f"Student ID,Guardian ID,{NAMED}", HELD, HELD),
    # with names of a parent: the others are the pupil's
    (f"SyncID,{NAMED},{GUARDIAN}", HELD, "SyncID"),
    (f"SyncID,{NAMED},{GUARDIAN},Guardian ID", f"{GUARDIAN} Guardian ID", "SyncID"),
    (f"SyncID,E-mail,{GUARDIAN}", HELD, LACKS),
    (f"Username,E-mail,{GUARDIAN}", HELD, HELD),
    (f"SyncID,E-mail,{GUARDIAN},ChildID", f"SyncID E-mail {GUARDIAN} ChildID", HELD),
    (f"Guardian ID,{GUARDIAN},E-mail,ChildID", f"Guardian ID {GUARDIAN} E-mail ChildID", NONE),
    (f"Student ID,Username,{GUARDIAN}", HELD, HELD),
    (f"SyncID,{NAMED},Guardian name,ChildID", HELD, HELD),
    (
        f"Guardian ID,Guardian name,{NAMED},Student ID",
        "Guardian ID Guardian name Student ID only",
        "Student ID",
    ),
]  # fmt: skip


def cells(head: str) -> str:
    """A row in which each cell tells of which column it is."""
    named = [heading.replace(" ", "") for heading in head.split(",")]
    return ",".join(name + "@e.org" if "mail" in name else f"{name}-1" for name in named)


def read(head: str, profile: str) -> str:
    """The headings that are read, in order, or the code of the refusal."""
    headings = head.split(",")
    try:
        planned(f"{head}\n{cells(head)}\n", profile=profile, format="plain")
    except FileRefused as refused:
        return refused.code
    found = fields_of(headings, profile, "sync-key")
    return " ".join(name for name, field in zip(headings, found, strict=True) if field)


def as_written(expected: str, head: str) -> str:
    """The names stand in the table only where they are a parent's."""
    if expected in {HELD, LACKS, NONE} or "first name" in expected or "only" in expected:
        return expected.replace(GUARDIAN, GUARDIAN.replace(",", " ")).removesuffix(" only")
    order = head.split(",")
    wanted = [name for name in order if name in expected or name in NAMED.split(",")]
    return " ".join(wanted)


@pytest.mark.parametrize(("head", "parent", "pupil"), MATRIX)
def test_k37_what_names_nobody_is_of_one_or_the_file_is_held(
    head: str, parent: str, pupil: str
) -> None:
    assert read(head, "parent") == as_written(parent, head)
    assert read(head, "pupil") == as_written(pupil, head)


COLUMNS = {
    "own": ["SyncID", "Username", "First name", "Last name", "E-mail", "Phone"],
    "parent": ["Guardian ID", "Guardian username", "Guardian first name", "Guardian last name"]
    + ["Guardian name", "Guardian e-mail", "Guardian phone", "Guardian 1 e-mail"],
    "pupil": ["Student ID", "ChildID", "Student first name", "Student last name"]
    + ["Student e-mail", "Student username"],
}  # fmt: skip


@given(st.data())
def test_k37_law_beside_a_parents_columns_nothing_bare_is_of_both(data: st.DataObject) -> None:
    own = data.draw(st.sets(st.sampled_from(COLUMNS["own"]), min_size=1))
    theirs = data.draw(st.sets(st.sampled_from(COLUMNS["parent"]), min_size=1))
    pupils = data.draw(st.sets(st.sampled_from(COLUMNS["pupil"])))
    headings = data.draw(st.permutations(sorted(own | theirs | pupils)))
    of_parent = fields_of(headings, "parent", "sync-key")
    of_pupil = fields_of(headings, "pupil", "sync-key")
    for heading, parent, pupil in zip(headings, of_parent, of_pupil, strict=True):
        assert heading not in own or parent is None or pupil is None
        assert heading not in theirs or pupil is None
        assert heading not in pupils or parent in {None, "child"}


@given(st.data())
def test_k37_law_bare_names_never_meet_a_parents_address_but_beside_two_keys(
    data: st.DataObject,
) -> None:
    """A name that may be the pupil's and an address that is a parent's are one person's only where
    a key of the parent's own, or a child's key beside the row's, says so."""
    more = st.sets(st.sampled_from(["Username", "E-mail", "Student e-mail", "Class", "ChildID"]))
    theirs = st.sets(st.sampled_from(["Guardian e-mail", "Guardian phone"]), min_size=1)
    key = data.draw(st.sampled_from(["SyncID", "Username", "Student ID"]))
    some = data.draw(more) | data.draw(theirs) | {key, "First name", "Last name"}
    headings = data.draw(st.permutations(sorted(some)))
    found = dict(zip(headings, fields_of(headings, "parent", "sync-key"), strict=True))
    if not {"SyncID", "ChildID"} <= some:
        assert found["First name"] is None


def test_k37_a_held_file_says_which_columns_and_a_hand_decides() -> None:
    text = "SyncID,First name,Last name,Guardian e-mail\nS1,Mor,Two,m@e.org\n"
    with pytest.raises(FileRefused) as refused:
        planned(text)
    said = sentence(HELD, column="", value="", detail=refused.value.detail)
    assert "SyncID, First name, Last name may be about someone else than the parent" in said
    assert "Guardian e-mail" in said
    hand = {"SyncID": "sync_key", "First name": "given_name", "Last name": "family_name"}
    made = planned(text, mapping=hand)
    assert made.people.select("given_name", "email").rows() == [("Mor", "m@e.org")]
    assert codes(planned(text, profile="pupil")) == {"names-guardians": 1}


def test_k37_keys_alone_connect_where_a_hand_does_not_keep_the_names() -> None:
    text = "Student ID,Parent ID,First name,Last name\nS1,P1,Mor,Two\n"
    assert names_unclear(["Student ID", "Parent ID", "First name", "Last name"])
    made = planned(text, mapping={"First name": "ignore", "Last name": "ignore"})
    assert made.people["given_name"].to_list() == [None]
    assert pendings(made) == set()
    assert codes(made) == {"unknown-person": 1}


def test_k37_a_pupils_row_gives_no_name_that_may_be_a_parents() -> None:
    text = "SyncID,First name,Last name,Guardian name,Guardian e-mail,Guardian 2 name,ChildID\n"
    with pytest.raises(FileRefused) as refused:
        planned(text + "P1,Mor,Two,Mor Two,m@e.org,Far Two,S1\n", profile="pupil")
    assert refused.value.code == HELD


def test_k37_pupils_in_a_template_for_every_profile_have_no_children() -> None:
    head, rows = "SyncID,First name,Last name,ChildID\n", "S1,Kid,One,\nS2,Kim,Two,-\n"
    assert planned(head + rows, profile="pupil").people["sync_key"].to_list() == ["S1", "S2"]
    with pytest.raises(FileRefused):
        planned(head + rows + "P1,Mor,Two,S1\n", profile="pupil")


def test_k37_a_template_for_every_profile_tells_by_what_is_filled() -> None:
    head, pupil = "SyncID,First name,Last name,Class,ChildID\n", "S1,Kid,One,5A,\n"
    parent = "P1,Mor,Two,,S1\n"
    assert planned(head + pupil, profile="pupil").people["sync_key"].to_list() == ["S1"]
    assert pendings(planned(head + parent)) == {("P1", "S1")}
    for rows, profile in ((pupil, "parent"), (parent, "pupil")):
        with pytest.raises(FileRefused) as refused:
            planned(head + rows, profile=profile)
        assert refused.value.code == HELD


@pytest.mark.parametrize("parent", ["Parent", ""])
def test_k37_of_pupils_and_parents_told_apart_only_pupils_are_pupils(parent: str) -> None:
    head = "SyncID,First name,Last name,Role,ChildID\n"
    made = planned(head + f"S1,Kid,One,Student,S9\nP1,Mor,Two,{parent},S1\n", profile="pupil")
    accepted = made.people.filter(made.people["act"] != "rejected")
    assert accepted["sync_key"].to_list() == ["S1"]


def test_k37_a_hand_may_say_that_whoever_has_a_childs_column_is_a_pupil() -> None:
    text = "SyncID,Vorname,Nachname,Kind\nP1,Mor,Two,S1\n"
    with pytest.raises(FileRefused) as refused:
        planned(text, profile="pupil")
    assert refused.value.detail["others"] == "Kind"
    said = {"SyncID": "sync_key", "Vorname": "given_name", "Nachname": "family_name"}
    made = planned(text, profile="pupil", mapping=said)
    assert made.people["given_name"].to_list() == ["Mor"]


@pytest.mark.parametrize("profile", ["teacher", "school-administrator"])
@pytest.mark.parametrize(
    "children", ["Child name,Class", "Child first name,Child last name,Class", "ChildID,Class"]
)
def test_k37_parents_with_their_children_do_not_become_staff(profile: str, children: str) -> None:
    """Who has been made a teacher of the child's class would see all of it."""
    with pytest.raises(FileRefused) as refused:
        planned(
            f"Person ID,First name,Last name,{children}\nP1,Kari,Berg,Nora,5A\n", profile=profile
        )
    assert refused.value.code == "unclear-whose"


def test_k37_a_teacher_has_a_class() -> None:
    made = planned("SyncID,First name,Last name,Class\nT1,Mia,Ek,5A\n", profile="teacher")
    assert made.people["given_name"].to_list() == ["Mia"]

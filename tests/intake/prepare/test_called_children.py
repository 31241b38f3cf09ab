"""K32: a parent's row that calls the child by another person's name connects nobody."""

import pytest

from kinkeeper.families.models import Relationship
from kinkeeper.people.models import Person, Profile
from tests.cast import Cast, person
from tests.importing import codes, imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,E-mail,ChildID,Child first name,Child last name\n"
# H-1 is Nora Berg, H-2 Elias Berg
FORMATS = {
    "plain": {"a.csv": HEAD + "P-77,Ada,Lie,ada@example.org,{key},{given},{family}\n"},
    "plain-whole": {"a.csv": "SyncID,First name,Last name,ChildID,Child name\n"
                             "P-77,Ada,Lie,{key},{given} {family}\n"},
    "keys-alone": {"a.csv": "STUDENT_ID,FIRST_NAME,LAST_NAME,PARENT_ID\n"
                            "{key},{given},{family},P-77\n"},
    "pupil-rows": {"a.csv": "Student ID,First name,Last name,Parent 1 name,Parent 1 ID\n"
                            "{key},{given},{family},Ada Lie,P-77\n"},
    "pupil-rows-whole": {"a.csv": "Student ID,Student name,Parent 1 name,Parent 1 ID\n"
                                  "{key},{given} {family},Ada Lie,P-77\n"},
    "clever": {"students.csv": "School_id,Student_id,First_name,Last_name,Contact_name,"
                               "Contact_relationship,Contact_sis_id\n"
                               "s,{key},{given},{family},Ada Lie,Mother,P-77\n"},
    "oneroster": {"users.csv": "sourcedId,status,orgSourcedIds,role,username,givenName,familyName,"
                               "email,agentSourcedIds\n"
                               "P-77,,o1,guardian,ada,Ada,Lie,,{key}\n"
                               "{key},,o1,student,kid,{given},{family},,P-77\n",
                  "orgs.csv": "sourcedId,name,type\no1,Hillside,school\n"},
    "canvas": {"users.csv": "user_id,login_id,first_name,last_name,declared_user_type,status\n"
                            "P-77,ada,Ada,Lie,observer,active\n{key},kid,{given},{family},student,active\n",
               "user_observers.csv": "observer_id,student_id,status\nP-77,{key},active\n"},
    "sds-v1": {"User.csv": "Email,First Name,Last Name,Phone,SIS ID\nada@x.org,Ada,Lie,,P-77\n",
               "GuardianRelationship.csv": "SIS ID,Email,Role\n{key},ada@x.org,parent\n",
               "Student.csv": "SIS ID,School SIS ID,Username,First Name,Last Name\n"
                              "{key},s,kid,{given},{family}\n"},
    "sds-v2.1": {"users.csv": "sourcedId,username,givenName,familyName,email\n"
                              "P-77,ada,Ada,Lie,\n{key},kid,{given},{family},\n",
                 "relationships.csv": "userSourcedId,relationshipUserSourcedId,relationshipRole\n"
                                      "{key},P-77,parent\n"},
}  # fmt: skip


def files(name: str, key: str, child: str) -> list[tuple[str, bytes]]:
    given, family = child.split(" ", 1)
    return [
        (file, text.format(key=key, given=given, family=family).encode())
        for file, text in FORMATS[name].items()
    ]


def here(name: str) -> None:
    """A row of keys alone connects people who are here already."""
    if name == "keys-alone":
        imported("SyncID,First name,Last name\nP-77,Ada,Lie\n")


@pytest.mark.parametrize("name", FORMATS)
def test_k32_a_key_beside_another_childs_name_connects_nobody(cast: Cast, name: str) -> None:
    here(name)
    roster_import = imported(*files(name, "H-1", "Emil Holm"))
    assert roster_import.counts["relationships"]["rejected"] == 1
    assert codes(roster_import)["other-child"] == 1
    assert not Relationship.objects.filter(parent__sync_key="P-77").exists()
    said = roster_import.problems.get(code="other-child")
    assert (said.value, (said.detail or {})["name"], said.severity) == ("H-1", "Emil Holm", "error")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("child", ["Nora Berg", "NORA  berg", "Nora Anne Berg", "Nora Lie"])
def test_k32_the_childs_own_name_connects_as_ever(cast: Cast, name: str, child: str) -> None:
    here(name)
    roster_import = imported(*files(name, "H-1", child))
    assert "other-child" not in codes(roster_import)
    assert Relationship.objects.get(parent__sync_key="P-77").child == cast.nora


@pytest.mark.parametrize("name", FORMATS)
def test_k14_a_name_beside_the_key_of_a_child_out_of_reach_tells_nothing(
    cast: Cast, name: str
) -> None:
    """Theo's key answers henry as a key that nobody has, by whatever name."""
    here(name)
    by = {"by": cast.henry, "organisation": "Hillside"}
    answers = []
    for key, child in (("L-1", "Emil Holm"), ("L-1", "Theo Lund"), ("L-7", "Emil Holm")):
        roster_import = planned(*files(name, key, child), **by)  # type: ignore[arg-type]  # any option
        answers.append((codes(roster_import), roster_import.counts["relationships"]))
    assert answers[0] == answers[1] == answers[2]
    assert "other-child" not in answers[0][0]


def test_k33_placeholders_call_nobody(cast: Cast) -> None:
    roster_import = imported(*files("plain", "H-1", "n/a -"))
    assert "other-child" not in codes(roster_import)
    assert Relationship.objects.get(parent__sync_key="P-77").child == cast.nora


def test_k32_half_a_name_of_another_child_is_another_name(cast: Cast) -> None:
    text = "SyncID,First name,Last name,ChildID,Child first name\nP-77,Ada,Lie,H-1,{}\n"
    assert codes(planned(text.format("Elias")))["other-child"] == 1
    assert "other-child" not in codes(planned(text.format("Nora")))


def test_k32_one_row_that_calls_the_child_otherwise_holds_the_relationship(cast: Cast) -> None:
    roster_import = imported(
        HEAD + "P-77,Ada,Lie,,H-1,Nora,Berg\nP-77,Ada,Lie,,H-1,Emil,Holm\nP-77,Ada,Lie,,H-2,,\n"
    )
    assert codes(roster_import)["other-child"] == 2
    assert Relationship.objects.get(parent__sync_key="P-77").child == cast.elias


def test_k32_a_tolerance_does_not_count_where_another_child_of_the_file_fits(cast: Cast) -> None:
    """A slip of Nora's name that is her sister's is no slip."""
    person("norah.berg", Profile.PUPIL, cast.hillside, sync_key="H-3", given_name="Marietta")
    Person.objects.filter(pk=cast.nora.pk).update(given_name="Mariatta")
    rows = "P-77,Ada,Lie,,H-1,Marietta,Berg\nP-78,Ida,Moe,,H-3,Marietta,Berg\n"
    roster_import = planned(HEAD + rows)
    assert codes(roster_import)["other-child"] == 1
    alone = planned(HEAD + rows.splitlines()[0] + "\n")
    assert "other-child" not in codes(alone)


def test_k32_what_is_connected_stays_so_and_again_says_the_same(cast: Cast) -> None:
    first = imported(HEAD + "P-1,,,,H-1,Emil,Holm\n")
    again = planned(HEAD + "P-1,,,,H-1,Emil,Holm\n")
    assert codes(first) == codes(again)
    assert Relationship.objects.get(parent=cast.kari, child=cast.nora).state == "active"


def test_k06_a_child_of_another_name_removes_nothing(cast: Cast) -> None:
    imported(HEAD + "P-77,Ada,Lie,,H-1,,\nP-77,Ada,Lie,,H-2,,\n")
    exact = planned(HEAD + "P-77,Ada,Lie,,H-1,Emil,Holm\n", links="exact")
    assert exact.counts["relationships"]["remove"] == 0


def test_k32_several_keys_in_a_cell_are_nobodys_name(cast: Cast) -> None:
    """Whom of them the name means cannot be told."""
    roster_import = planned(HEAD + "P-77,Ada,Lie,,H-1|H-2,Emil,Holm\n", child_separator="|")
    assert roster_import.counts["relationships"]["create"] == 2

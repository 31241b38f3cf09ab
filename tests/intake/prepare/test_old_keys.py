"""K32, K34, K03: in every format, what comes again for another person moves nobody's parents."""

from dataclasses import replace

import pytest

from kinkeeper.access import viewer
from kinkeeper.families.models import PendingRelationship, PendingState, Question, Relationship
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.people.models import Person
from tests.importing import codes, planned
from tests.roster.old_keys import FORMATS, Adult, Format, Imports, Pupil, School

pytestmark = pytest.mark.django_db
UNA, IVO = Pupil("S1", "Una", "Lie"), Pupil("S2", "Ivo", "Sand", "2013-05-06")
KIM, NIL = Pupil("S1", "Kim", "Dahl", "2015-01-07"), Pupil("S3", "Nil", "Moe", "2015-09-10")
ADA = Adult("P1", "Ada", "Lie", "ada@example.org", "u1", ("S1",))
BO = Adult("P2", "Bo", "Tang", "bo@example.org", "u2", ("S2",))
EVA = Adult("P3", "Eva", "Dahl", "eva@example.org", "u3", ("S1",))
OMAR = Adult("P2", "Omar", "Haddad", "omar@example.org", "u4", ("S3",))
BEFORE = School((UNA, IVO), (ADA, BO))
AFTER = School((KIM, IVO, NIL), (ADA, EVA, OMAR))
HERE = {("Ada Lie", "Una Lie"), ("Bo Tang", "Ivo Sand")}


def plans(files: Imports, profile: str, match_on: str | None = None) -> list[Import]:
    """What was refused says why."""
    made = []
    for each in files:
        last = planned(*each, profile=profile, organisation="Hillside", match_on=match_on)
        assert last.state == ImportState.PLANNED, last.refusal
        made.append(last)
        if len(files) > 1:
            apply(last, viewer.of_command_line(None).actor, accept="a test")
    return made


def imports(files: Imports, profile: str, match_on: str | None = None) -> list[Import]:
    made = plans(files, profile, match_on)
    if len(files) == 1:
        apply(made[0], viewer.of_command_line(None).actor, accept="a test")
    return made


def active() -> set[tuple[str, str]]:
    """By the names that the site has."""
    pairs = Relationship.objects.filter(state="active").select_related("parent", "child")
    return {(pair.parent.full_name, pair.child.full_name) for pair in pairs}


def names() -> dict[str, str]:
    return {str(each.sync_key): each.full_name for each in Person.objects.exclude(sync_key=None)}


def asked() -> set[str]:
    return {each.parent.full_name for each in Question.objects.filter(answer="") if each.parent}


def start(kind: Format) -> None:
    imports(kind.pupils(BEFORE), "pupil")
    imports(kind.adults(BEFORE), "parent")
    assert active() == HERE


def of(*formats: Format) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("kind", formats, ids=lambda each: each.name)


# Moodle tells relationships in a file of their own, by keys alone
KEYED = [each for each in FORMATS if each.keys and each.name != "moodle"]
USERNAMED = [each for each in KEYED if each.usernames]


@of(*FORMATS)
def test_k32_a_key_that_comes_again_for_another_moves_nobodys_parents(kind: Format) -> None:
    start(kind)
    if kind.named:  # the parents' file alone, before that of the pupils
        [alone] = plans(kind.adults(AFTER), "parent")
        una = Person.objects.get(sync_key="S1").pk
        acts = set(alone.relationships.filter(child_id=una).values_list("act", flat=True))
        assert acts <= {"existing", "rejected", "propose", "asked"}
    imports(kind.pupils(AFTER), "pupil")
    assert names()["S1"] == "Una Lie"
    assert "Una Lie" in asked()
    assert active() == HERE
    imports(kind.adults(AFTER), "parent")
    new = set() if kind.keys else {("Omar Haddad", "Nil Moe")}
    assert active() == HERE | new
    waits = PendingRelationship.objects.filter(state=PendingState.WAITING)
    assert not waits.exists()
    if kind.keys:
        assert names()["P2"] == "Bo Tang"
        assert "Bo Tang" in asked()


@of(*KEYED)
@pytest.mark.parametrize("key", ["P2", "P7"])
def test_k32_k03_nor_does_an_address_that_comes_again(kind: Format, key: str) -> None:
    start(kind)
    again(kind, "email", key)


@of(*USERNAMED)
@pytest.mark.parametrize("key", ["P2", "P7"])
def test_k32_nor_does_a_username_that_comes_again(kind: Format, key: str) -> None:
    start(kind)
    again(kind, "username", key)


def again(kind: Format, match_on: str, key: str) -> None:
    imports(kind.pupils(AFTER), "pupil")
    omar = replace(OMAR, key=key, email=BO.email, username=BO.username)
    made = imports(kind.adults(replace(AFTER, adults=(ADA, omar))), "parent", match_on)
    assert active() == HERE
    if key == "P2":
        assert "Bo Tang" in asked()
    else:
        assert codes(made[-1])["key-differs"] == 1
        assert "P7" not in names()


@of(*USERNAMED)
def test_k04_a_username_of_another_brings_nobody_in(kind: Format) -> None:
    start(kind)
    omar = replace(OMAR, key="P7", username=BO.username, children=("S2",))
    made = imports(kind.adults(replace(BEFORE, adults=(ADA, omar))), "parent")
    assert codes(made[-1])["username-taken"] == 1
    assert active() == HERE
    kim = replace(KIM, key="s1")  # another key, and the username of the first
    imports(kind.pupils(School((kim, IVO), (BO,))), "pupil")
    assert ("s1" in names()) == (kind.name == "ims-enterprise")  # which says no usernames
    assert active() == HERE

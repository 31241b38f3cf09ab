"""K28: a file without keys tells nothing of a pupil whose identity is protected."""

import pytest

from kinkeeper.organisations import tree
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import NamedStaff, Protection
from tests.cast import Cast, person
from tests.importing import codes, edges, imported, planned
from tests.intake.prepare.test_described_children import HEAD, PLACE, ROW, moved, proposals

pytestmark = pytest.mark.django_db


def test_k28_a_protected_pupil_counts_as_an_unknown_child_does(cast: Cast) -> None:
    """Neither that there is one, nor in which class."""
    mark = Protection.objects.create(person=cast.nora, reason="moved")
    told = []
    for name in ("Nora,BERG", "Nina,NOBODY"):
        plan = planned(HEAD + ROW.replace("Nora,BERG", name), by=cast.henry, **PLACE)
        problems = plan.problems.values("row", "column", "code", "severity", "detail")
        told.append((moved(plan), codes(plan), list(problems)))
    assert told[0] == told[1]
    assert told[0][1]["child-described"] == 1
    NamedStaff.objects.create(protection=mark, staff=cast.henry)
    imported(HEAD + ROW, by=cast.henry, **PLACE)
    assert proposals() == [("Ida", "H-1", "described-class")]


HEADS = (
    "SyncID,First name,Last name,Child first name,Child last name,Class,Parental responsibility\n"
)


def per_has_nora(cast: Cast) -> None:
    imported("SyncID,First name,Last name,ChildID\nP-91,Per,Dahl,H-1\n", series="keyed", **PLACE)
    assert ("P-91", "H-1") in edges()


def another_nora(place: str) -> Person:
    found = person("nora.other", "pupil", tree.ensure(place)[0], family_name="Berg", sync_key="H-9")
    Protection.objects.create(person=found, reason="moved")
    return found


def test_k27_a_denial_of_a_hidden_pupil_is_laid_on_no_namesake(cast: Cast) -> None:
    per_has_nora(cast)
    another_nora("Hillside/6B")
    plan = imported(HEADS + "P-91,Per,Dahl,Nora,Berg,6B,no\n", by=cast.henry, **PLACE)
    assert moved(plan) == {}
    assert not proposals()
    assert ("P-91", "H-1") in edges()
    assert codes(plan).get("denied-whom") is None  # it would tell that there is another
    [told] = plan.problems.filter(code="child-described")
    assert told.detail == {"count": 0}


def test_k27_k31_a_denial_holds_against_a_hidden_child_of_the_parent(cast: Cast) -> None:
    per_has_nora(cast)
    Protection.objects.create(person=cast.nora, reason="moved")
    imported(HEADS + "P-91,Per,Dahl,Nora,Berg,5A,no\n", by=cast.henry, **PLACE)
    assert ("P-91", "H-1") not in edges()
    assert [child for _parent, child, _why in proposals()] == ["H-1"]


def test_k26_no_namesake_is_proposed_in_the_place_of_a_hidden_pupil(cast: Cast) -> None:
    another_nora("Hillside/5A")
    plan = imported(HEAD + ROW, by=cast.henry, **PLACE)
    assert (moved(plan), proposals()) == ({}, [])
    [told] = plan.problems.filter(code="child-described")
    assert told.detail == {"count": 0}

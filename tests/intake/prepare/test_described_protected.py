"""K28: a file without keys tells nothing of a pupil whose identity is protected."""

import pytest

from kinkeeper.people.protection_models import NamedStaff, Protection
from tests.cast import Cast
from tests.importing import codes, imported, planned
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

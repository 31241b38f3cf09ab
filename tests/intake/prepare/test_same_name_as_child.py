"""K26: whoever has the very name of the child may be the child, and is only proposed."""

import pytest

from kinkeeper.intake.stored_plan import other_guards
from tests.cast import Cast
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
PUPILS = "Student ID,First name,Last name,Username\n"


def test_k26_a_pupils_file_read_as_parents_connects_nobody(cast: Cast) -> None:
    plan = planned(PUPILS + "H-1,Nora,Berg,n1\nH-2,Elias,Berg,e2\nL-1,Theo,Lund,t3\n")
    relationships = plan.counts["relationships"]
    assert (relationships["create"], relationships["proposed"]) == (0, 3)
    assert [each["code"] for each in plan.counts["guard"]["reasons"]] == ["own-names"]
    assert "file of pupils" in other_guards(plan)[0]


@pytest.mark.parametrize("name", ["Nora,Berg", "NORA,BERG", "Berg,Nora", "Nóra,Berg"])
def test_k26_a_parent_of_the_childs_name_is_asked_about(cast: Cast, name: str) -> None:
    imported(f"SyncID,First name,Last name,ChildID\nP-5,{name},H-1\nP-6,Ida,Berg,H-1\n")
    assert ("P-5", "H-1") not in edges()
    assert ("P-6", "H-1") in edges()


def test_k36_a_parent_who_is_connected_already_stays(cast: Cast) -> None:
    head = "SyncID,First name,Last name,ChildID\n"
    imported(head + "P-5,Eva,Berg,H-1\n")
    imported("SyncID,First name,Last name\nH-1,Eva,Berg\n", profile="pupil")
    assert ("P-5", "H-1") in edges()
    again = planned(head + "P-5,Eva,Berg,H-1\n")
    assert again.counts["relationships"]["proposed"] == 0

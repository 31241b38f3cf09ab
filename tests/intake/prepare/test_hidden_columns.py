"""A plan that rests on columns nobody sees waits for a person (K31)."""

import pytest

from kinkeeper.families.models import Relationship
from kinkeeper.intake.apply.apply_plan import Guarded, apply
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import other_guards, refusal
from kinkeeper.journal.actor import Actor
from tests.cast import Cast
from tests.importing import edges, planned
from tests.roster import old_books

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
CELLS = [["SyncID", "First name", "Last name", "ChildID"], ["N-1", "Ada", "Ny", "H-1"]]
FILE = ("parents.xls", old_books.xls(CELLS, columns=[3]))


def test_k31_hidden_children_connect_only_when_somebody_has_looked(cast: Cast) -> None:
    before = edges()
    roster_import = planned(FILE)
    assert len(other_guards(roster_import)) == 1
    assert "ChildID" in other_guards(roster_import)[0]
    with pytest.raises(Guarded):
        apply(roster_import, OFFICE)
    assert edges() == before
    apply(roster_import, OFFICE, accept="looked at in the spreadsheet")
    assert Relationship.objects.filter(parent__sync_key="N-1").count() == 1


def test_k09_the_same_file_again_waits_for_nobody(cast: Cast) -> None:
    apply(planned(FILE), OFFICE, accept="looked at in the spreadsheet")
    assert other_guards(planned(FILE)) == []


def test_k06_hidden_rows_and_exact_are_refused_in_words(cast: Cast) -> None:
    roster_import: Import = planned(("parents.xls", old_books.xls(CELLS, rows=[1])), links="exact")
    assert roster_import.state == "refused"
    assert refusal(roster_import).endswith(
        "Show all rows and columns first, or import it with “add only”."
    )

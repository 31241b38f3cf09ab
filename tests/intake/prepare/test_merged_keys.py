"""K32: rows under the key of an account that was merged away, beside the person's own."""

import pytest

from kinkeeper.families import answer_question
from kinkeeper.families.models import Question
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.merge import merge
from tests.cast import Cast
from tests.importing import edges, imported, planned

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
HEAD = "SyncID,Username,First name,Last name,E-mail,ChildID\n"


def rows(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


@pytest.fixture(autouse=True)
def pupils() -> None:
    imported("SyncID,First name,Last name\nc1,Ada,Moe\nc2,Ben,Moe\nc7,Cleo,Moe\n", profile="pupil")


@pytest.fixture
def merged(cast: Cast) -> None:
    """P-1 stays Kari's; the account that P-8 led to was merged into hers."""
    imported(rows("P-8,kari.b,Kari,Berg,,c1"))
    gone = Person.objects.get(sync_key="P-8")
    kept = Person.objects.get(pk=cast.kari.pk)
    merge(OFFICE, kept, gone, reason="one woman", reach=WHOLE_SITE)


TWO_KEYS = rows("P-1,,Kari,Berg,,c1", "P-8,,Bo,Tang,,c7")


@pytest.mark.usefixtures("merged")
def test_k32_another_name_under_a_merged_key_does_not_hold_up_the_persons_own_row() -> None:
    roster_import = imported(TWO_KEYS)
    assert roster_import.counts["people"]["asked"] == 1
    assert roster_import.counts["people"]["rejected"] == 0
    assert ("P-1", "c1") in edges()
    assert ("P-1", "c7") not in edges()
    assert is_empty(planned(TWO_KEYS))
    answer_question.other(OFFICE, Question.objects.get())
    roster_import = imported(TWO_KEYS)
    assert roster_import.counts["people"]["rejected"] == 1
    assert roster_import.counts["people"]["unchanged"] == 1
    assert ("P-1", "c7") not in edges()


@pytest.mark.usefixtures("merged")
def test_k32_the_same_person_under_a_merged_key_is_one_with_the_own_row() -> None:
    imported(TWO_KEYS)
    answer_question.same(OFFICE, Question.objects.get())
    roster_import = imported(TWO_KEYS)
    assert (
        roster_import.counts["people"]["asked"],
        roster_import.counts["people"]["rejected"],
    ) == (0, 0)
    assert {("P-1", "c1"), ("P-1", "c7")} <= edges()


@pytest.mark.usefixtures("merged")
def test_k06_an_exact_file_ends_nothing_while_a_merged_key_is_asked_about() -> None:
    imported(rows("P-1,,Kari,Berg,,c1", "P-1,,Kari,Berg,,c2"), links="exact")
    imported(rows("P-1,,Kari,Berg,,c1", "P-8,,Bo,Tang,,c7"), links="exact")
    assert {("P-1", "c1"), ("P-1", "c2")} <= edges()

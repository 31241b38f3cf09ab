"""K32: file after file, each a small step away from the one before, leads to nobody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinkeeper.families import answer_question
from kinkeeper.families.models import Question
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.examples import EXAMPLES
from tests.importing import codes, imported, planned

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
HEAD = "SyncID,Username,First name,Last name,E-mail\n"


def named(given_name: str, *, key: str = "p1", family: str = "Berg") -> str:
    return f"{HEAD}{key},user,{given_name},{family},a@example.org\n"


def name() -> str:
    return Person.objects.get(username="user").given_name


@pytest.mark.parametrize(
    ("steps", "end"),
    [
        (["Kari", "K", "Knut"], "Kari"),
        (["Kari Anne", "Anne", "Anne Grethe"], "Kari Anne"),
        (["Katharina", "Catharina", "Catarina"], "Katharina"),
        (["K", "Kari", "K", "Knut"], "Kari"),
    ],
)
def test_k32_small_steps_do_not_add_up(steps: list[str], end: str) -> None:
    for step in steps:
        imported(named(step))
        if step != steps[-1]:
            assert is_empty(planned(named(step)))
    assert name() == end


def test_k32_nor_do_they_by_username() -> None:
    imported(named("Alexander", key=""))
    imported(named("Alex", key=""))
    assert name() == "Alexander"
    assert imported(named("Alexandra", key="")).counts["people"]["asked"] == 1


def test_k32_a_slip_is_told_and_a_poorer_form_is_not() -> None:
    imported(named("Katharina Eva"))
    roster_import = imported(named("Catharina Eva"))
    assert codes(roster_import) == {"name-kept": 1}
    problem = roster_import.problems.get()
    assert (problem.row, problem.value, problem.detail) == (
        2, "Catharina Eva", {"here": "Katharina Eva"},
    )  # fmt: skip
    assert codes(imported(named("Katharina"))) == {}


def test_k32_the_family_name_is_written_beside_a_given_name_that_stays() -> None:
    imported(named("Kari Anne"))
    roster_import = imported(named("Kari", family="Holm"))
    assert roster_import.counts["people"]["update"] == 1
    kept = Person.objects.get(username="user")
    assert (kept.given_name, kept.family_name) == ("Kari Anne", "Holm")
    assert is_empty(planned(named("Kari", family="Holm")))


def test_k32_what_somebody_decided_is_written() -> None:
    imported(named("Kari"))
    imported(named("Knut"))
    answer_question.same(OFFICE, Question.objects.get())
    imported(named("Knut"))
    assert name() == "Knut"


NAMES = st.sampled_from(["Kari", "K", "Knut", "Kari Anne", "Anne", "Anne Grethe", "Karin", "Kirin"])


@settings(max_examples=EXAMPLES // 4)
@given(st.lists(NAMES, min_size=1, max_size=5))
def test_k09_whatever_came_before_the_same_file_again_plans_nothing(  # type: ignore[no-untyped-def]  # from hypothesis
    fresh, steps: list[str]
) -> None:
    with fresh():
        for step in steps:
            imported(named(step))
            here = name()
            assert is_empty(planned(named(step)))
            imported(named(step))
            assert name() == here

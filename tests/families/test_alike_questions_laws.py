"""Answering together as a law: it is what answering each alone is, and touches nothing else."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access import viewer
from kinkeeper.families import answer_question
from kinkeeper.families.alike_questions import SAMPLE
from kinkeeper.families.models import Question
from kinkeeper.intake.apply.apply_plan import apply
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from kinkeeper.readings import alike_questions as likes
from kinkeeper.registry.answer_together import Given, answer
from tests.alike import HEAD, drawn, name_of
from tests.cast import Cast
from tests.importing import imported, planned

pytestmark = pytest.mark.django_db
SAY = {"same": answer_question.same, "other": answer_question.other, "kept": answer_question.keep}
KIND = "day-and-month"
# What the file says of a pupil born on 2012-12-0N instead.
OTHERS = {
    "day": lambda n: f"{name_of(n)},Moe,2012-{n % 9 + 1:02}-12",
    "born": lambda n: f"{name_of(n)},Moe,2010-06-{n % 9 + 1:02}",
    "both": lambda n: f"{name_of(n)},Lund,2012-{n % 9 + 1:02}-12",
    "else": lambda n: f"Zoe{name_of(n)},Lund,2012-12-{n % 9 + 1:02}",
    "none": lambda n: f"{name_of(n)},Moe,2012-12-{n % 9 + 1:02}",
}
ROWS = st.lists(st.sampled_from(sorted(OTHERS)), max_size=6)
SAMPLES = st.one_of(
    st.sampled_from(["same", "other"]).map(lambda given: [given] * SAMPLE),
    st.lists(st.sampled_from(["same", "other", "kept"]), min_size=SAMPLE, max_size=SAMPLE),
)


def file(rows: list[str]) -> str:
    # all days are below thirteen and differ, so that day and month can change places
    return HEAD + "".join(f"c{n},{OTHERS[row](n)}\n" for n, row in enumerate(rows))


def read(rows: list[str]) -> Import:
    roster_import = planned(file(rows), profile="pupil", overwrite="all")
    apply(roster_import, Actor(None, "the office", "a test"), accept="it is the right file")
    return roster_import


def answers() -> dict[str, str]:
    """By the key of whom it is about."""
    found = Question.objects.select_related("parent")
    return {each.parent.sync_key or "": each.answer for each in found if each.parent is not None}


def people() -> list[Any]:
    fields = ("sync_key", "given_name", "family_name", "birth_date", "state")
    return list(Person.objects.order_by("pk").values_list(*fields))


@given(more=ROWS, left=st.integers(1, 4), said=SAMPLES)
def test_k32_law_a_group_is_answered_as_each_alone_and_nothing_beside_it(
    cast: Cast, more: list[str], left: int, said: list[str]
) -> None:
    anna = viewer.of_command_line(cast.admin)
    rows = ["day"] * (SAMPLE + left) + more

    def branch(*, together: bool) -> tuple[dict[str, str], list[Any], dict[str, int]] | None:
        """What stands at last, and after the file has come again; None where nothing is offered."""
        with transaction.atomic():
            try:
                return _answered(together=together)
            finally:
                transaction.set_rollback(True)

    def _answered(*, together: bool) -> tuple[dict[str, str], list[Any], dict[str, int]] | None:
        imported(file(["none"] * len(rows)), profile="pupil")
        roster_import = read(rows)
        mine = [each for each in drawn(roster_import) if _is_of_the_kind(each, rows)]
        outside = answers().keys() - {each.parent.sync_key for each in mine if each.parent}
        for each, given_ in zip(mine, said, strict=False):
            so_far = likes.offer(anna, roster_import.pk, KIND)
            assert so_far is None or so_far.sample.answer is None
            SAY[given_](anna.actor, each)
        offered = likes.offer(anna, roster_import.pk, KIND)
        if offered is None or offered.sample.answer is None:
            assert len(set(said)) > 1 or set(said) == {"kept"}
            return None
        assert set(said) == {offered.sample.answer}
        listed = [each.number for each in likes.page(anna, offered, None).rows]
        assert listed == sorted(each.pk for each in mine[SAMPLE:])
        rest = likes.still(anna, offered, listed)
        if together:
            to_all = Given(offered.group, offered.sample.answer, "looked", anna.reach)
            assert answer(anna.actor, rest, to_all) == []
        else:
            for each in mine[SAMPLE:]:
                SAY[said[0]](anna.actor, each, reason="looked")
        after = answers()
        assert all(after[key] == "" for key in outside)
        again = read(rows).counts["people"]
        return after, people(), {name: again[name] for name in ("asked", "update", "rejected")}

    assert branch(together=True) == branch(together=False)


def _is_of_the_kind(question: Question, rows: list[str]) -> bool:
    """By how the row was made, not by how the product sees it."""
    assert question.parent is not None
    at = int((question.parent.sync_key or "c0")[1:])
    return rows[at] == "day"

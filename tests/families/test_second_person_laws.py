"""K27 as a law: whatever hands do in whatever order, it takes two of them to lift a block."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kinkeeper.families.answer_question import keep
from kinkeeper.families.block import block, unblock
from kinkeeper.families.block_grounds import Ground, review
from kinkeeper.families.models import Answer, Question, Relationship, RelationshipState
from kinkeeper.families.refusals import AlreadyBlocked, NotBlocked, SecondNeeded
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import settings
from tests.cast import Cast, make

pytestmark = pytest.mark.django_db
KINDS = ["block", "lift", "lift", "lift", "keep", "review"]
ACTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2)), max_size=14)


class Model:
    """What should be: who has asked to lift the block that stands."""

    def __init__(self, cast: Cast) -> None:
        self.pair = (cast.kari, cast.nora)
        people = (cast.henry, cast.admin, cast.lara)
        self.actors = [Actor(each.pk, each.full_name, "a test") for each in people]
        self.blocked = False
        self.asked: int | None = None

    def block(self, who: int) -> None:
        if self.blocked:
            with pytest.raises(AlreadyBlocked):
                block(self.actors[who], *self.pair, reason="order")
            return
        block(self.actors[who], *self.pair, reason="order")
        self.blocked, self.asked = True, None

    def lift(self, who: int) -> None:
        if not self.blocked:
            with pytest.raises(NotBlocked):
                unblock(self.actors[who], *self.pair, reason="ended")
        elif self.asked == who:
            with pytest.raises(SecondNeeded):
                unblock(self.actors[who], *self.pair, reason="ended")
        else:
            unblock(self.actors[who], *self.pair, reason="ended")
            self.blocked, self.asked = self.asked is None, who

    def keep(self, who: int) -> None:
        for question in Question.objects.filter(answer=Answer.OPEN):
            keep(self.actors[who], question)
        self.asked = None

    def review(self, who: int) -> None:
        if self.blocked:
            review(self.actors[who], *self.pair, Ground("court-order"))
            self.asked = None


@given(ACTS)
@example([("lift", 0), ("lift", 0), ("keep", 1), ("lift", 0), ("lift", 1), ("block", 0)])
@example([("lift", 0), ("review", 1), ("lift", 1), ("lift", 2), ("block", 2), ("lift", 0)])
def test_k27_law_it_takes_two_to_lift_a_block(fresh: object, acts: list[tuple[str, int]]) -> None:
    with fresh():  # type: ignore[operator]  # a context manager for each example
        cast = make()
        settings.change(Actor(None, "the office", "a test"), "block_lift_needs_two", "on")
        model = Model(cast)
        model.block(2)
        for act, who in acts:
            getattr(model, act)(who)
            now = Relationship.objects.get(parent=cast.kari, child=cast.nora).state
            assert (now == RelationshipState.BLOCKED) == model.blocked
            waits = Question.objects.filter(answer=Answer.OPEN).count()
            assert waits == (model.blocked and model.asked is not None)

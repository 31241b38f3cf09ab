"""Damaged files on their whole way into a real database and back out of it."""

import random
from contextlib import suppress

import pytest

from kinkeeper.intake.apply.apply_plan import Guarded
from kinkeeper.intake.stored_plan import refusal
from tests.cast import Cast
from tests.examples import EXAMPLES
from tests.importing import imported, planned, snapshot, undone
from tests.roster import fuzz

pytestmark = pytest.mark.django_db
ORIGINALS = fuzz.samples()
MANY = min(20, 2 * EXAMPLES)


@pytest.mark.parametrize("first", range(0, EXAMPLES, MANY))
def test_damaged_files_write_nothing_by_halves(cast: Cast, fresh, first: int) -> None:  # type: ignore[no-untyped-def]  # from the laws
    """A plan changes nothing; what is applied is taken back without a trace."""
    before = snapshot()
    for number in range(first, first + MANY):
        chance = random.Random(number)  # cases, not secrets
        files = fuzz.damaged(chance.choice(ORIGINALS), chance)
        profile = chance.choice(["parent", "parent", "pupil"])
        with fresh():
            roster_import = planned(*files, profile=profile, organisation="Hillside")
            assert snapshot() == before, number
            assert roster_import.state in {"planned", "refused"}, number
            assert roster_import.state == "planned" or refusal(roster_import), number
        with fresh(), suppress(Guarded):
            roster_import = imported(*files, profile=profile, organisation="Hillside")
            if roster_import.state == "applied":
                told = undone(roster_import)
                assert (told.kept, told.failed) == ([], []), number
            assert snapshot() == before, number

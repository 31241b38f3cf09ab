"""K6 as a law: an *exact* file that takes away more than a few, and more than a tenth, waits for a
person, and one that takes less does not."""

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cast import Cast, person
from tests.importing import imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID\n"
FEW, PERCENT = 5, 10


@given(count=st.integers(5, 25), lost=st.integers(0, 25))
@example(count=25, lost=4)
@example(count=25, lost=5)
@example(count=25, lost=6)
@example(count=5, lost=5)
def test_k06_law_what_takes_many_away_is_stopped(cast: Cast, count: int, lost: int) -> None:
    lost = min(lost, count)
    gone = set(range(lost))
    with transaction.atomic():
        for n in range(count):
            for key in (f"G-{n}", f"K-{n}"):
                person(f"kid.{key.lower()}", "pupil", cast.hillside, sync_key=key)
        imported(HEAD + _rows(count, set()))
        roster_import = planned(HEAD + _rows(count, gone), links="exact")
        transaction.set_rollback(True)
    guard = roster_import.counts["guard"]
    assert roster_import.counts["relationships"]["remove"] == lost
    stopped = guard is not None and "many-removed" in {each["code"] for each in guard["reasons"]}
    # nobody else has a relationship that a file asserts
    assert stopped == (lost > max(2 * count * PERCENT // 100, FEW - 1))


def _rows(count: int, gone: set[int]) -> str:
    """Two children each; of some the file no longer names one."""
    rows = [f"A-{n},Adult,Guard,K-{n}\n" for n in range(count)]
    return "".join([*rows, *(f"A-{n},Adult,Guard,G-{n}\n" for n in range(count) if n not in gone)])

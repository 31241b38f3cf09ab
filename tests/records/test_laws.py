"""Laws of imports of records: planning again is empty, an undo is the identity, in any order."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.intake.apply.apply_plan import Guarded
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from tests.importing import undone
from tests.records import school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
type Fresh = Callable[[], AbstractContextManager[None]]
STEMS = ("events", "notices", "attendance", "assignments", "results", "remarks")
MARKED = ("reason", "comment", "text", "title")  # a cell whose text says nothing else
KEPT = st.lists(st.booleans(), min_size=40, max_size=40)


def some(stem: str, kept: list[bool], mark: str = "") -> tuple[str, bytes]:
    """A file with some of its rows; in each third of them `mark` is the reason, or the text."""
    rows = school.rows(stem)
    chosen = [row for number, row in enumerate(rows) if kept[number % len(kept)]]
    for row in chosen[::3] if mark else ():
        row[next(name for name in MARKED if name in row)] = mark
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(chosen)
    return f"{stem}.csv", out.getvalue().encode()


def base(stem: str) -> None:
    """What the files rest on."""
    school.records(*school.BASE)
    if stem == "results":
        school.records("assignments")


@given(first=KEPT, second=KEPT, stem=st.sampled_from(STEMS), complete=st.booleans())
def test_k9_k13_apply_then_undo_is_the_identity(
    fresh: Fresh, first: list[bool], second: list[bool], stem: str, complete: bool
) -> None:
    with fresh():
        base(stem)
        start = school.snapshot()
        scope = {"scope": ["s01", "s02"]} if complete else {}
        one = school.records(some(stem, first))
        between = school.snapshot()
        try:
            two = school.records(some(stem, second, "Cold"), **scope)
        except Guarded:
            return
        assert is_empty(school.plan(some(stem, second, "Cold"), **scope))
        undone(two)
        assert school.snapshot() == between
        undone(one)
        assert school.snapshot() == start


@given(kept=KEPT, stem=st.sampled_from(STEMS))
def test_parts_of_a_file_in_any_order_are_the_file(
    fresh: Fresh, kept: list[bool], stem: str
) -> None:
    with fresh():
        base(stem)
        rest = [not each for each in kept]
        name, data = some(stem, rest)
        school.records((f"{stem}_2.csv", data), some(stem, kept))
        assert is_empty(school.plan(stem))


def test_k13_an_earlier_import_undone_later_leaves_what_a_later_one_says() -> None:
    school.records(*school.BASE)
    bare = school.snapshot()
    one = school.records("attendance")
    two = school.records("attendance")  # says all of it again
    assert is_empty(two)
    kept = undone(one)
    assert kept.taken_back["records"] == {"removed": 0, "restored": 0}
    assert {each["code"] for each in kept.kept} == {"record-named"}
    assert is_empty(school.plan("attendance"))
    undone(two)
    assert school.snapshot() == bare


def test_k13_classes_that_later_records_need_stay() -> None:
    base = school.records(*school.BASE)
    more = school.records("events")
    kept = undone(base)
    assert {each["code"] for each in kept.kept} == {"record-needed"}
    undone(more)


def test_k13_pupils_with_records_stay() -> None:

    school.everything()
    pupils = Import.objects.get(profile="pupil", about="people")
    undone(Import.objects.get(profile="parent"))
    RightsStatement.objects.all().delete()
    assert "recorded" in {each["code"] for each in undone(pupils).kept}

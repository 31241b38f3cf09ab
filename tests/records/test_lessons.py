"""Which lesson a change or a mark means, where two systems of a school use one key."""

from kinkeeper.records.lessons import Lessons
from kinkeeper.records.models import Change, Lesson


def lesson(number: int, series: str, school: int = 1) -> Lesson:
    return Lesson(pk=number, series=series, key="tt-1", school_id=school, starts="08:00")


def test_a_lesson_is_found_by_its_series_else_where_there_is_only_one() -> None:
    one, two, there = lesson(1, "1/a"), lesson(2, "1/b"), lesson(3, "1/b", school=2)
    known = Lessons([one, two, there, two])
    for series, school, meant in (
        ("1/a", 1, one),
        ("1/b", 1, two),
        ("1/c", 1, None),  # either could be meant
        ("1/c", 2, there),
        ("1/a", 2, there),
        ("1/a", 3, None),
    ):
        assert known.named("tt-1", school, Change(series=series)) is meant
    assert known.named("tt-2", 1, Change(series="1/a")) is None

"""K17: what a parent could be told is exactly what the parent is shown and what is new of it."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.access.viewer import of_command_line
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.notifications import news
from kinkeeper.readings import shown
from kinkeeper.records.models import Group, School
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast
from tests.notifications.conftest import hillside as hillside  # a fixture
from tests.records import small

pytestmark = pytest.mark.django_db
HOURS = st.sampled_from((-400, -30, -1, 1, 30))
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(("notice", "event", "change", "assignment", "result", "remark", "mark")),
        HOURS,  # from when it is seen
        st.sampled_from((None, None, -2, 2)),  # when it is withdrawn
        st.integers(-1, 8),  # its day, counted from today
        st.booleans(),  # of one child, or of the class
    ),
    max_size=5,
)
AREAS = st.sets(st.sampled_from([Area.SCHOOL_DAY, Area.WORK_RESULTS, Area.ABSENCE]))


@given(made=RECORDS, areas=AREAS)
def test_not_01_rec_329_what_is_told_is_what_is_shown_and_new(
    cast: Cast, hillside: Group, made: list[tuple[Any, ...]], areas: Collection[Area]
) -> None:
    School.objects.update(behaviour_shown=True)
    said = {"parent": cast.kari, "child": cast.nora, "source": "manual"}
    rights = RightsStatement.objects.create(
        of_parent=cast.kari.pk, of_child=cast.nora.pk, areas=sorted(areas), **said
    )
    records = [_made(cast, hillside, each) for each in made]
    now = timezone.now()
    told = {
        (child, type(each.record), each.record.pk)
        for each in news.shown(cast.kari.pk, now).news
        for child in each.children
    }
    assert told == _expected(cast, now)
    for each in [*records, rights]:
        each.delete()


def _made(cast: Cast, group: Group, drawn: tuple[Any, ...]) -> Sourced:
    kind, seen, gone, day, alone = drawn
    now = timezone.now()
    moments: dict[str, Any] = {"published_at": now + timedelta(hours=seen)}
    if gone is not None and kind not in {"event", "change"}:
        moments["withdrawn_at"] = now + timedelta(hours=gone)
    one = {"pupil": cast.nora} if alone else {}
    if kind == "notice":
        at = moments.pop("published_at")
        return small.notice(group, "Notice", at, **moments, **one)
    if kind == "event":
        return small.event(group, "Event", day)
    if kind == "change":
        lesson = small.lesson(group, timezone.localdate(), "08:00", "09:00")
        return small.change(lesson, "room", day, **moments)
    if kind == "remark":
        return small.remark(group, cast.nora, "praise", "Well done", **moments)
    if kind == "mark":
        return small.absent(
            group, cast.nora, timezone.localdate(), session=f"{seen}{day}", **moments
        )
    work = small.assignment(group, "Work", day, **({} if kind == "result" else moments))
    return small.result(work, cast.nora, **moments) if kind == "result" else work


def _expected(cast: Cast, now: Any) -> set[tuple[int, type[Sourced], int]]:
    """By the truth of what is shown, and the days and moments of what is new."""
    found = set()
    since, today = now - timedelta(days=14), timezone.localdate()
    for each in shown.of_parent(of_command_line(), cast.kari, now).children:
        listed: list[Any] = [
            *each.notices, *each.assignments, *each.results, *each.remarks, *each.attendance,
            *(change for change in each.changes if change.day >= today),
        ]  # fmt: skip
        new = [record for record in listed if record.published_at > since]
        week = range(7)
        new += [event for event in each.events if (event.starts_on - today).days in week]
        found |= {(each.child.pk, type(record), record.pk) for record in new}
    return found

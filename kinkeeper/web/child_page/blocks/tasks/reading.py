"""What a child has to do, by what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from kinkeeper.readings.record_rows import Family
from kinkeeper.records.models import Assignment, Result
from kinkeeper.records.visibility import ASSIGNMENTS, RESULTS
from kinkeeper.web.child_page.block import Asking

LATELY = {
    ASSIGNMENTS: "said.due_on >= opened.today - 60",
    RESULTS: "work.due_on >= opened.today - 60",
}


class State(StrEnum):
    """*Missing* only where a teacher said so: what was due and has no result is merely over."""

    MISSING = "missing"
    TO_DO = "to-do"
    DONE = "done"
    EXEMPT = "exempt"
    OVER = "over"


DONE = {"fully graded", "partially graded", "submitted"}


@dataclass(frozen=True)
class Task:
    work: Assignment
    state: State
    at: time | None


@dataclass(frozen=True)
class Tasks:
    open: Sequence[Task]
    closed: Sequence[Task]

    def __bool__(self) -> bool:
        return bool(self.open or self.closed)

    @property
    def missing(self) -> int:
        return len([task for task in self.open if task.state == State.MISSING])

    @property
    def to_do(self) -> int:
        return len(self.open) - self.missing


def read(asking: Asking) -> Tasks:
    family, pupil = asking.found(LATELY), asking.pupil
    results = {each.assignment_id: each for each in family.of(Result, pupil)}
    work = sorted(family.of(Assignment, pupil), key=lambda each: (each.due_on, each.key))
    tasks = [_task(family, each, results) for each in work]
    missing = [task for task in tasks if task.state == State.MISSING]
    to_do = [task for task in tasks if task.state == State.TO_DO]
    rest = [task for task in tasks if task.state not in {State.MISSING, State.TO_DO}]
    return Tasks([*missing, *to_do], rest[::-1])


def _task(family: Family, work: Assignment, results: Mapping[int, Result]) -> Task:
    today = family.found.dates[work.school_id]
    at = work.due_at.astimezone(family.zones[work.school_id]).time() if work.due_at else None
    return Task(work, _state(work, results.get(work.pk), today), at)


def _state(work: Assignment, result: Result | None, today: date) -> State:
    if result is not None and result.status in DONE:
        return State.DONE
    if result is not None and result.status == "exempt":
        return State.EXEMPT
    if work.due_on >= today:
        return State.TO_DO
    return State.OVER if result is None else State.MISSING

"""When the demo's school year is: today lies in it, whatever the season."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FRIDAY = 4


@dataclass(frozen=True)
class Break:
    """Days without lessons, both included."""

    first: date
    last: date
    title: str


class SchoolYear:
    """Fourteen weeks lie behind today's, and twenty-four before it."""

    def __init__(self, today: date) -> None:
        monday = today - today.weekday() * DAY
        self.today = today
        self.first = monday - 14 * WEEK
        self.last = monday + 24 * WEEK + FRIDAY * DAY
        self.turns = monday + 6 * WEEK  # the first day of the second term
        self.breaks = (
            self._week(monday - 6 * WEEK, "Half-term holiday"),
            Break(monday - 2 * WEEK, monday - 2 * WEEK, "Staff training day"),
            self._week(monday + 4 * WEEK, "Holiday week"),
            self._week(monday + 14 * WEEK, "Half-term holiday"),
        )

    @staticmethod
    def _week(monday: date, title: str) -> Break:
        return Break(monday, monday + FRIDAY * DAY, title)

    def has_lessons(self, day: date) -> bool:
        off = any(each.first <= day <= each.last for each in self.breaks)
        return self.first <= day <= self.last and day.weekday() <= FRIDAY and not off

    def past(self) -> Iterator[date]:
        """School days before today, the oldest first."""
        for number in range((self.today - self.first).days):
            day = self.first + number * DAY
            if self.has_lessons(day):
                yield day

    def school_day(self, number: int) -> date:
        """0 is today, or else the next day with lessons; 1 the one after it, -1 the last before
        today."""
        step = DAY if number >= 0 else -DAY
        day = self.today if number >= 0 else self.today - DAY
        left = number if number >= 0 else -number - 1
        while True:
            if self.has_lessons(day):
                if left == 0:
                    return day
                left -= 1
            day += step

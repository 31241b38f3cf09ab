"""A child's results by subject, over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kinkeeper.records.means import Subject, by_subject, per_cent, share, without_means
from kinkeeper.records.models import Result
from kinkeeper.records.visibility import RESULTS
from kinkeeper.web.child_page.block import Asking

YEAR = {RESULTS: "said.published_at > %(moment)s - interval '365 days'"}
WIDTH, HEIGHT, EDGE = 96, 32, 4
MOST = 1.2  # what is above the maximum stays in the picture


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class InSubject:
    """`results`: the newest first. `points`: of those that count in the mean, in order of time;
    with fewer than two there is nothing to draw."""

    name: str
    results: Sequence[Result]
    summed: Subject
    points: Sequence[Point]

    @property
    def newest(self) -> Result:
        """With a mark, where there is one: that something was handed in says less."""
        marked = (each for each in self.results if each.points is not None or each.grade)
        return next(marked, self.results[0])

    @property
    def line(self) -> str:
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)

    @property
    def last(self) -> Point:
        return self.points[-1]

    @property
    def rows(self) -> Sequence[tuple[Result, object]]:
        """Each with its share in per cent, where it counts."""
        shares = [(each, share(each)) for each in self.results]
        return [(each, None if part is None else per_cent(part)) for each, part in shares]


def read(asking: Asking) -> Sequence[InSubject]:
    found = asking.found(YEAR).of(Result, asking.pupil)
    silent = without_means({each.assignment.school_id for each in found})
    summed = by_subject(found, silent)
    return [_in_subject(name, said, found) for name, said in summed.items()]


def _in_subject(name: str, said: Subject, found: Sequence[Result]) -> InSubject:
    own = sorted((each for each in found if each.assignment.subject == name), key=_by_day)
    shares = [float(part) for part in map(share, own) if part is not None]
    points = _points(shares) if len(shares) > 1 else []
    return InSubject(name, own[::-1], said, points)


def _by_day(result: Result) -> tuple[date, str]:
    return result.day or result.assignment.due_on, result.assignment.key


def _points(shares: Sequence[float]) -> list[Point]:
    step = (WIDTH - 2 * EDGE) / (len(shares) - 1)
    room = HEIGHT - 2 * EDGE
    heights = [min(each, MOST) / MOST for each in shares]
    return [Point(EDGE + step * at, HEIGHT - EDGE - room * each) for at, each in enumerate(heights)]

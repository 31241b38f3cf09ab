"""How the results of a subject are summed up: how many there are, and their mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kinkeeper.records.models import Result
from kinkeeper.roster.records.kinds.results import FULLY_GRADED


@dataclass(frozen=True)
class Subject:
    """`results`: how many are seen. `mean`: of the points in per cent of the maximum, of those that
    are fully graded with points; None where there is none. `counted`: how many these are."""

    results: int
    mean: Decimal | None
    counted: int


def by_subject(results: Iterable[Result]) -> dict[str, Subject]:
    """Of one child, each result with its assignment. Not weighted; above 100 is possible."""
    found: dict[str, list[Fraction | None]] = {}
    for result in results:
        found.setdefault(result.assignment.subject, []).append(share(result))
    return {subject: _summed(found[subject]) for subject in sorted(found)}


def share(result: Result) -> Fraction | None:
    """The points as a part of the maximum, where the result counts in a mean."""
    most = result.assignment.max_points
    if result.status != FULLY_GRADED or result.points is None or not most:
        return None
    return Fraction(result.points) / Fraction(most)


def _summed(shares: list[Fraction | None]) -> Subject:
    counted = [each for each in shares if each is not None]
    mean = per_cent(sum(counted, Fraction()) / len(counted)) if counted else None
    return Subject(len(shares), mean, len(counted))


def per_cent(part: Fraction) -> Decimal:
    """With one decimal; half of the last place goes up."""
    tenths = (part * 1000 + Fraction(1, 2)).__floor__()
    return Decimal(tenths).scaleb(-1)

"""How the results of a subject are summed up: how many there are, and their mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kinkeeper.organisations.own_settings import contacts
from kinkeeper.records.models import Result, School
from kinkeeper.roster.records.kinds.results import FULLY_GRADED


@dataclass(frozen=True)
class Subject:
    """`results`: how many are seen. `mean`: of the points in per cent of the maximum, of those that
    are fully graded with points; None where there is none. `counted`: how many these are.
    `kept_back`: whether a school shows no means, so that None does not say that there is none."""

    results: int
    mean: Decimal | None
    counted: int
    kept_back: bool = False


def without_means(schools: Collection[int]) -> set[int]:
    """Which of these schools, by internal ID, show no means. Three queries."""
    said = contacts()
    places = School.objects.filter(pk__in=schools).values_list("pk", "organisation__path")
    return {school for school, path in places if said.one(path, "means") == "off"}


def by_subject(results: Iterable[Result], silent: Collection[int] = ()) -> dict[str, Subject]:
    """Of one child, each result with its assignment. Not weighted; above 100 is possible. `silent`
    schools show no means: what is theirs is in none."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.assignment.subject, []).append(result)
    return {subject: _summed(found[subject], silent) for subject in sorted(found)}


def share(result: Result) -> Fraction | None:
    """The points as a part of the maximum, where the result counts in a mean."""
    most = result.assignment.max_points
    if result.status != FULLY_GRADED or result.points is None or not most:
        return None
    return Fraction(result.points) / Fraction(most)


def _summed(results: list[Result], silent: Collection[int]) -> Subject:
    told = [result for result in results if result.assignment.school_id not in silent]
    counted = [part for result in told if (part := share(result)) is not None]
    mean = per_cent(sum(counted, Fraction()) / len(counted)) if counted else None
    return Subject(len(results), mean, len(counted), len(told) < len(results))


def per_cent(part: Fraction) -> Decimal:
    """With one decimal; half of the last place goes up."""
    tenths = (part * 1000 + Fraction(1, 2)).__floor__()
    return Decimal(tenths).scaleb(-1)

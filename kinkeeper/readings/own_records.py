"""A pupil's own school records, for the pupil: what the school has published, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.readings import paging, shown
from kinkeeper.readings.pupil_records import KINDS
from kinkeeper.records.by_hand.documents import content_of
from kinkeeper.records.models import Attendance, Document, Result
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import DOCUMENTS

STATES: Mapping[str, str | Promise] = {
    "exempt": gettext_lazy("Does not count"),
    "not submitted": gettext_lazy("Not handed in"),
    "submitted": gettext_lazy("Handed in"),
}
# What stands below the line, as the school wrote it.
WORDS: Mapping[str, Callable[[Any], str]] = {
    "results": lambda each: each.comment,
    "notices": lambda each: each.body,
    "learning_plans": lambda each: "\n".join(
        filter(None, [*(goal.text for goal in each.each_goal), each.support])
    ),
    "assignments": lambda each: each.description,
    "events": lambda each: each.location,
}


@dataclass(frozen=True)
class Line:
    """`day` is what it is of, `what` its own words. `document`: by which internal ID the file is
    given."""

    kind: str
    key: str
    day: date | None
    what: str
    words: str = ""
    document: int | None = None


@dataclass(frozen=True)
class Found:
    lines: Sequence[Line]
    counts: Mapping[str, int]
    page: int
    more: bool


def of(pupil: Person, kind: str, page: int) -> Found:
    """Those of one kind, the latest first, and how many there are of each."""
    seen = shown.to_oneself(AskedByPage(pupil.pk, moment()), pupil)
    counts = {name: len(getattr(seen, name)) for name in KINDS}
    means = {each.mark.pk: each.code.label for each in seen.judged}
    known, last = KINDS[kind], date.max
    ordered = sorted(
        getattr(seen, kind),
        key=lambda each: (getattr(each, known.day) or last, each.pk),
        reverse=True,
    )
    first = (page - 1) * paging.PAGE
    lines = [
        Line(
            kind,
            each.shown_key if kind == "events" else each.key,
            getattr(each, known.day),
            " · ".join(filter(None, _said(each, means))) or known.what(each),
            WORDS[kind](each) if kind in WORDS else "",
            each.pk if kind == "documents" else None,
        )
        for each in ordered[first : first + paging.PAGE]
    ]
    return Found(lines, counts, page, counts[kind] > first + len(lines))


def _said(record: Any, means: Mapping[int, str]) -> list[str]:
    """Marks with what their letter means, results out of how many points; of others nothing."""
    if isinstance(record, Attendance):
        return [KINDS["attendance"].what(record), means.get(record.pk, "")]
    if not isinstance(record, Result):
        return []
    points, most = record.points, record.assignment.max_points
    told = "" if points is None else f"{points.normalize():f}"
    if told and most is not None:
        told = f"{told} / {most.normalize():f}"
    return [record.assignment.title, told, record.grade, str(STATES.get(record.status, ""))]


def document(pupil: Person, number: int) -> tuple[Document, bytes] | None:
    """The document with this internal ID, if it is for this pupil and shown now."""
    asked = AskedByPage(pupil.pk, moment())
    found = asked.some({DOCUMENTS: "said.id = %(number)s"}, number=number)
    mine = found.of(Document).get(pupil.pk, ())
    return (mine[0], content_of(mine[0])) if mine else None

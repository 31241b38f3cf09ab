"""What the school was told of absences, to be held against the marks of its register."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from kinkeeper.from_home.models import AbsenceReport, PartOfDay, ReportState
from kinkeeper.lib import db
from kinkeeper.records.absence import MIDNIGHT, Told, ToldAbsence
from kinkeeper.records.opened import Asked, AskedByPage

KNOWN = (ReportState.SENT, ReportState.CONFIRMED)
OF_ASKING = """
    SELECT child_id, day, part, leaves_at, comes_at, confirmed, entered_by, ahead
    FROM wall.told_absence() ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Known:
    """A day on which the school knows the child to be away. `entered_by`: who at the school noted
    it, by name; blank where somebody at home reported it. `ahead`: it is not over."""

    child: int
    told: ToldAbsence
    entered_by: str = ""
    ahead: bool = False


def to_asking_parent() -> list[Known]:
    """Of the children of whoever asks for the page, as far as the absence is shown (K16): nothing
    of who reported it, and why (K19)."""
    return [
        Known(child, _told(day, part, leaves, comes, confirmed=confirmed), entered_by, ahead)
        for child, day, part, leaves, comes, confirmed, entered_by, ahead in db.rows(OF_ASKING)
    ]


def by_child(known: Iterable[Known]) -> Told:
    found: dict[int, list[ToldAbsence]] = defaultdict(list)
    for each in known:
        found[each.child].append(each.told)
    return found


def as_asked(asked: Asked, children: Collection[int]) -> Told:
    """The same of these, for the page of whoever asks or for who may read all of it."""
    if isinstance(asked, AskedByPage):
        return by_child(to_asking_parent())
    return _of(children)


def _of(children: Collection[int]) -> Told:
    reports = AbsenceReport.objects.filter(child__in=children, state__in=KNOWN)
    return by_child(
        Known(
            each.child_id,
            _told(
                day, each.part, each.leaves_at, each.comes_at,
                confirmed=each.state == ReportState.CONFIRMED,
            ),
        )
        for each in reports
        for day in each.days
    )  # fmt: skip


def _told(day: date, part: str, leaves: str, comes: str, *, confirmed: bool) -> ToldAbsence:
    starts = leaves if part in {PartOfDay.LEAVES_EARLIER, PartOfDay.AWAY_BETWEEN} else ""
    ends = comes if part in {PartOfDay.COMES_LATER, PartOfDay.AWAY_BETWEEN} else MIDNIGHT
    return ToldAbsence(day, starts, ends, confirmed)

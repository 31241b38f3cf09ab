"""The report of the schedule: for each kind how long, how many would go tonight, what went last."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kinkeeper.intake import retention
from kinkeeper.journal.models import Entry
from kinkeeper.lib.asking import whole_site
from kinkeeper.retention.let_go import DONE
from kinkeeper.retention.schedule import SCHEDULE, Kind, before

RUNS = 400  # of the journal that are looked through for when a kind last went


@dataclass(frozen=True)
class Line:
    """`tonight` is None where it is not counted ahead; `last_at` where none has gone, as far as the
    last runs tell. `last_gone` are those of that run's last step."""

    kind: Kind
    tonight: int | None
    last_at: datetime | None
    last_gone: int


def report(now: datetime | None = None) -> list[Line]:
    """In the schedule's order. For who may change the settings; it counts the whole site, and
    names nobody."""
    now = now or timezone.now()
    with whole_site():
        last = _last()
        return [
            Line(kind, _tonight(kind, now), *last.get(kind.code, (None, 0))) for kind in SCHEDULE
        ]


def _tonight(kind: Kind, now: datetime) -> int | None:
    limit = before(kind, now)
    if kind.code == "plans" and limit is not None:
        return retention.how_many(limit)
    if limit is None:
        return 0
    return None if kind.old is None else sum(rows.count() for rows in kind.old(limit))


def _last() -> dict[str, tuple[datetime, int]]:
    """By code."""
    found: dict[str, tuple[datetime, int]] = {}
    for at, data in Entry.objects.filter(action=DONE).values_list("at", "data")[:RUNS]:
        for code, count in data["gone"].items():
            found.setdefault(code, (at, count))
    thinned = Entry.objects.filter(action="import.thinned").first()
    if thinned is not None:
        found["plans"] = (thinned.at, 1)
    journal = Entry.objects.filter(action="journal.thinned").first()
    if journal is not None:
        found["journal"] = (journal.at, journal.data["lines"])
    return found

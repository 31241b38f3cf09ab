"""The coming events of a child, by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from kinkeeper.readings.record_rows import Row, in_order
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Event
from kinkeeper.records.opened import NOT_OVER
from kinkeeper.records.visibility import EVENTS
from kinkeeper.web.child_page.block import Asking

COMING = {EVENTS: f"{NOT_OVER} AND said.starts_on < opened.today + 200"}
FEW = 5


@dataclass(frozen=True)
class Month:
    first: date
    rows: Sequence[Row]


def read(asking: Asking) -> Sequence[Month]:
    """The next few as one month; on the own page by month."""
    family = asking.found(COMING)
    items = [
        Item(
            "event",
            each.shown_key,
            max(each.starts_on, family.found.dates[each.school_id]),
            family.whose(each),
            cancelled=each.status == "cancelled",
            record=each,
        )
        for each in family.of(Event, asking.pupil)
    ]
    rows = sorted(family.rows(items), key=in_order)
    if not asking.alone:
        return [Month(rows[0].when, rows[:FEW])] if rows else []
    by_month = groupby(rows, key=lambda row: row.when.replace(day=1))
    return [Month(first, list(some)) for first, some in by_month]

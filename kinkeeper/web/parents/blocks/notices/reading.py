"""The notices that a child's parents see now, the latest first."""

from collections.abc import Sequence

from kinkeeper.readings.record_rows import Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Notice
from kinkeeper.records.visibility import NOTICES
from kinkeeper.web.parents.block import Asking

FEW = 5


def read(asking: Asking) -> Sequence[Row]:
    family = asking.found({NOTICES: "true"})
    items = [
        Item("notice", each.key, family.published_on(each), family.whose(each), record=each)
        for each in family.of(Notice, asking.pupil)
    ]
    rows = sorted(family.rows(items), key=lambda row: (row.when, row.id), reverse=True)
    return rows if asking.alone else rows[:FEW]

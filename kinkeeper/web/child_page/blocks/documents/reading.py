"""The documents that a child's parents see now, the latest first."""

from collections.abc import Sequence

from kinkeeper.readings.record_rows import Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Document
from kinkeeper.records.visibility import DOCUMENTS
from kinkeeper.web.child_page.block import Asking

FEW = 5


def read(asking: Asking) -> Sequence[Row]:
    family = asking.found({DOCUMENTS: "true"})
    items = [
        Item("document", each.key, family.published_on(each), family.whose(each), record=each)
        for each in family.of(Document, asking.pupil)
    ]
    rows = sorted(family.rows(items), key=lambda row: (row.when, row.record.pk), reverse=True)
    return rows if asking.alone else rows[:FEW]

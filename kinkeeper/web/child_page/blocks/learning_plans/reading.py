"""The learning plans that a child's parents see now, the latest first."""

from collections.abc import Sequence

from kinkeeper.readings.record_rows import Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import LearningPlan
from kinkeeper.records.visibility import LEARNING_PLANS
from kinkeeper.web.child_page.block import Asking

FEW = 3


def read(asking: Asking) -> Sequence[Row]:
    family = asking.found({LEARNING_PLANS: "true"})
    items = [
        Item("learning_plan", each.key, family.published_on(each), [asking.pupil], record=each)
        for each in family.of(LearningPlan, asking.pupil)
    ]
    rows = sorted(family.rows(items), key=lambda row: (row.when, row.record.pk), reverse=True)
    return rows if asking.alone else rows[:FEW]

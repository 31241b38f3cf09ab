"""The notices that a child's parents see now, the latest first; on the child's page without those
that stand under *To answer*."""

from collections.abc import Sequence

from kinkeeper.readings import notice_answers
from kinkeeper.readings.record_rows import Family, Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Notice
from kinkeeper.records.visibility import NOTICES
from kinkeeper.web.child_page.block import Asking

FEW = 5


def read(asking: Asking) -> Sequence[Row]:
    family = asking.found({NOTICES: "true"})
    above = set() if asking.alone else _above(asking, family)
    items = [
        Item("notice", each.key, family.published_on(each), family.whose(each), record=each)
        for each in family.of(Notice, asking.pupil)
        if each.pk not in above
    ]
    rows = sorted(family.rows(items), key=lambda row: (row.when, row.id), reverse=True)
    return rows if asking.alone else rows[:FEW]


def _above(asking: Asking, family: Family) -> set[int | None]:
    """What schools that show the block *To answer* have in it."""
    hiding = asking.schools_that_hide("to_answer", family.found)
    some = [each for each in family.of(Notice, asking.pupil) if each.school_id not in hiding]
    dates = family.found.dates
    waiting = notice_answers.unanswered(asking.parent, asking.pupil, some, dates)
    return {each.pk for each in waiting}

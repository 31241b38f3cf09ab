"""Notices that want an answer and have none of this parent, whenever the last day is."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kinkeeper.readings import notice_answers
from kinkeeper.readings.record_rows import Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Notice
from kinkeeper.records.visibility import NOTICES
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking, Block

ASKED = {NOTICES: "coalesce(said.needs_answer, false)"}


def read(asking: Asking) -> Sequence[Row] | None:
    """No such block where nothing is to be answered; the next last day first."""
    family, pupil = asking.found(ASKED), asking.pupil
    dates = family.found.dates
    open_ = notice_answers.unanswered(asking.parent, pupil, family.of(Notice, pupil), dates)
    items = [
        Item("notice", each.key, family.published_on(each), family.whose(each), record=each)
        for each in sorted(open_, key=lambda one: (str(one.deadline or "9"), one.pk))
    ]
    return family.rows(items) or None


BLOCK = Block(
    _("To answer"),
    Area.SCHOOL_DAY,
    _("There is nothing to answer."),
    order=4,
    read=read,
    about=_("Notices that wait for the parent’s answer"),
)

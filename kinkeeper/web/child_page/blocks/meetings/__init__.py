"""Meetings that the school offers for the child, and what this parent has booked."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kinkeeper.readings.meetings import Meeting
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking, Block


def read(asking: Asking) -> Sequence[Meeting] | None:
    """No such block where the school offers none."""
    return asking.meetings() or None


BLOCK = Block(
    _("Meetings"),
    Area.MESSAGES,
    _("There are no meetings to book."),
    order=6,
    read=read,
    about=_("Times to meet a teacher or the office, to be booked by parents"),
)

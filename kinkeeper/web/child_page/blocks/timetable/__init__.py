"""The lessons of today, with what is otherwise about them."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.timetable.reading import read

BLOCK = Block(
    _("Today’s timetable"),
    Area.SCHOOL_DAY,
    _("There are no lessons today."),
    order=10,
    read=read,
    about=_("Lessons, rooms and what is different today"),
)

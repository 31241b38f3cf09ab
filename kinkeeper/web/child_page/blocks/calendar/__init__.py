"""What takes place: the next events, and on its own page those of the coming months."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.calendar.reading import read

BLOCK = Block(
    _("Calendar"),
    Area.SCHOOL_DAY,
    _("There are no events in the coming months."),
    order=80,
    read=read,
    more=True,
    about=_("The next events of class and school"),
)

"""The lessons of today, with what is otherwise about them."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.parents.block import Block
from kinkeeper.web.parents.blocks.timetable.reading import read

BLOCK = Block(
    _("Today’s timetable"), Area.SCHOOL_DAY, _("There are no lessons today."), order=10, read=read
)

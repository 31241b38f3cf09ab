"""When the child was not at school: by month, and on its own page each time."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.absence.reading import read

BLOCK = Block(
    _("Absence"),
    Area.ABSENCE,
    _("There is no absence. What the school registers appears here."),
    order=40,
    read=read,
    more=True,
    about=_("By month, and the last times"),
)

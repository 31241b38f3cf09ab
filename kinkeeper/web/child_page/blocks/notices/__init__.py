"""Notices of the school, the class, or about this child."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.notices.reading import read

BLOCK = Block(
    _("Notices"),
    Area.SCHOOL_DAY,
    _("There are no notices at the moment."),
    order=50,
    read=read,
    more=True,
    about=_("What school and class announce"),
)

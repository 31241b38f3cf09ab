"""Notices of the school, the class, or about this child."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.parents.block import Block
from kinkeeper.web.parents.blocks.notices.reading import read

BLOCK = Block(
    _("Information from the school"),
    Area.SCHOOL_DAY,
    _("There are no notices at the moment."),
    order=50,
    read=read,
    more=True,
)

"""Remarks of teachers, where the school shows them."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.behaviour.reading import read

BLOCK = Block(
    _("Behaviour"),
    Area.BEHAVIOUR,
    _("There are no remarks."),
    order=45,
    read=read,
    more=True,
    about=_("Remarks of teachers, where the school shows behaviour at all"),
)

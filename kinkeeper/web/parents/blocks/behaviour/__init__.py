"""Remarks of teachers, where the school shows them."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.parents.block import Block
from kinkeeper.web.parents.blocks.behaviour.reading import read

BLOCK = Block(
    _("Behaviour"), Area.BEHAVIOUR, _("There are no remarks."), order=45, read=read, more=True
)

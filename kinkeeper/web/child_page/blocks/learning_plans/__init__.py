"""Individual learning plans."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.learning_plans.reading import read

BLOCK = Block(
    _("Learning plans"),
    Area.DOCUMENTS,
    _("There are no learning plans."),
    order=54,
    read=read,
    more=True,
    about=_("Goals for this child, and what the school does for them"),
)

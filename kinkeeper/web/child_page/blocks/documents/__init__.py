"""Documents that a school gives parents."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.documents.reading import read

BLOCK = Block(
    _("Documents"),
    Area.DOCUMENTS,
    _("There are no documents."),
    order=55,
    read=read,
    more=True,
    about=_("Files for the parents of this child, of the class or of the whole school"),
)

"""What came of the work: the newest of each subject, and on its own page all, with plots."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.results.reading import read

BLOCK = Block(
    _("Results"),
    Area.WORK_RESULTS,
    _("There are no results yet. They appear when a teacher releases one."),
    order=30,
    read=read,
    more=True,
    about=_("The newest of each subject, with the line of the year"),
)

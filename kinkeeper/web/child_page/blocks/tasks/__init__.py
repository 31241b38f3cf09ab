"""Work to do: not handed in, to do, and what is over."""

from django.utils.translation import gettext_lazy as _

from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Block
from kinkeeper.web.child_page.blocks.tasks.reading import read

BLOCK = Block(
    _("Tasks and homework"),
    Area.WORK_RESULTS,
    _("There is nothing to do yet. Tasks appear when a teacher sets them."),
    order=20,
    read=read,
    more=True,
    about=_("To do, not handed in, and what is over"),
)

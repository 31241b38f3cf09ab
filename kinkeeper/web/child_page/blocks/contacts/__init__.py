"""Whom to ask: the teachers of the child's classes, and the office."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kinkeeper.readings.children import Teacher
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking, Block


def read(asking: Asking) -> Sequence[Teacher]:
    return asking.teachers()


BLOCK = Block(
    _("Teachers and contacts"),
    Area.SCHOOL_DAY,
    _("No teachers are known yet. Ask the school office."),
    order=70,
    read=read,
    about=_("Teachers of the classes, and the office"),
)

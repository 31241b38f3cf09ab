"""What the school says itself: text, links and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kinkeeper.parent_features.layout import Information
from kinkeeper.readings import layouts
from kinkeeper.readings.layouts import Shown
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking, Block


@dataclass(frozen=True)
class Said:
    """`by`: which school, where several say something."""

    by: str
    information: Information
    pictures: Sequence[Shown]


def read(asking: Asking) -> Sequence[Said] | None:
    """No such block where no school of the child says anything."""
    found = asking.layouts.information
    if not found:
        return None
    pictures = layouts.pictures_in([information for _standing, information in found])
    several = len(found) > 1
    return [
        Said(
            standing.name if several else "",
            information,
            [pictures[number] for number in information.pictures if number in pictures],
        )
        for standing, information in found
    ]


BLOCK = Block(
    _("Information from the school"),
    Area.SCHOOL_DAY,
    _("There is nothing to show here yet."),
    order=5,
    read=read,
    about=_("Your own text, links and pictures"),
)

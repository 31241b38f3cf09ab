"""Remarks about a child, the latest first."""

from collections.abc import Sequence

from kinkeeper.records.models import Remark
from kinkeeper.records.visibility import REMARKS
from kinkeeper.roster.vocabulary import Area
from kinkeeper.web.child_page.block import Asking

YEAR = {REMARKS: "said.day > opened.today - 365"}
FEW = 3


def read(asking: Asking) -> Sequence[Remark] | None:
    """No such block at a school that does not show behaviour."""
    family = asking.found(YEAR)
    if not any(Area.BEHAVIOUR in each.areas for each in family.places_of(asking.pupil)):
        return None
    found = sorted(family.of(Remark, asking.pupil), key=lambda each: (each.day, each.key))
    return found[::-1] if asking.alone else found[: -FEW - 1 : -1]

"""What files say of parents and children, with days: rights that are granted, and what pupils of
age allow. Read as records are; what comes of it belongs to the two people, and is no record."""

from kinkeeper.roster.cells.areas import BIT, bits_of
from kinkeeper.roster.records.cells import Unread, Value, Where
from kinkeeper.roster.records.kind import Column, Directory, Kind, Type
from kinkeeper.roster.records.kinds.shared import day, not_before

NONE = "none"


def areas(text: str, _where: Where) -> Value:
    """Codes in their order, divided by semicolons; `none` for none."""
    meant = bits_of(text)
    if meant is None:
        return Unread("not-an-area")
    return ";".join(area for area, bit in BIT.items() if meant & bit) or NONE


def _columns() -> tuple[Column, ...]:
    return (
        Column("parent_id", "parent", Type.REFERENCE, directory=Directory.PERSON, required=True),
        Column("child_id", "child", Type.REFERENCE, directory=Directory.PUPIL, required=True),
        Column("areas", "areas", read=areas, required=True),
        day("starts_on", "from"),
        day("ends_on", "until"),
    )


WHOLE = ("parent_id", "child_id", "areas", "starts_on", "ends_on")
TOLD = ("parent", "child", "areas", "from")
RULES = (not_before("ends_on", "starts_on", "until"),)
RIGHTS = Kind("rights", "", _columns(), told=TOLD, own_key=WHOLE, rules=RULES)
CONSENTS = Kind("consents", "", _columns(), told=TOLD, own_key=WHOLE[:2], rules=RULES)

"""One notice, as a parent reads it."""

from collections.abc import Mapping
from datetime import datetime

from kinkeeper.people.models import Person
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family, Row
from kinkeeper.readings.shown import Item
from kinkeeper.records.models import Notice
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import NOTICES


def of(
    parent: Person, mine: Mapping[Person, Child], child: Child, number: int, moment: datetime
) -> Row | None:
    """The notice with this internal ID, with all own children it is for; None when it is not for
    this child, or not shown now."""
    wanted = {NOTICES: "said.id = %(number)s"}
    found = AskedByPage(parent.pk, moment).some(wanted, number=number)
    family = Family(mine, found, moment)
    about = [person for person in mine if family.of(Notice, person)]
    told = [notice for person in about for notice in family.of(Notice, person)]
    if not told or told[0].published_on is None:
        return None
    item = Item("notice", told[0].key, told[0].published_on, about, record=told[0])
    [row] = family.rows([item])
    return row if child in row.children else None

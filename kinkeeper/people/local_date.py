"""The date it is for a person: at the schools, by their own time zones (K16, K35).

`people_local_date` in the database decides it. What bears the first and the last day of a child
goes by the date of that child.
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import DateField, F, Func, Value

from kinkeeper.lib import db
from kinkeeper.organisations import local_date as of_organisations
from kinkeeper.people.models import Person


def date_of(person: Person | int, at: datetime | None = None) -> date:
    """Today for this person (or internal ID), or the date it was at that moment."""
    asked = params() | {"person": person if isinstance(person, int) else person.pk}
    if at is not None:
        asked["moment"] = at
    found: date = db.value(
        "SELECT people_local_date(%(person)s, %(moment)s, %(server_zone)s)", asked
    )
    return found


def local_date(person: str) -> Func:
    """Today in a query, for the people whose internal IDs are in this column."""
    now = [Value(each) for each in params().values()]
    return Func(F(person), *now, function="people_local_date", output_field=DateField())


def params() -> dict[str, Any]:
    """What the function asks for besides the person, for SQL."""
    return {"moment": of_organisations.moment(), "server_zone": settings.TIME_ZONE}

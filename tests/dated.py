"""A file of parents that says when it holds, and the day that it is."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kinkeeper.access import scopes
from kinkeeper.families.models import Relationship
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.people.models import Person
from tests.importing import planned

HEAD = "SyncID,First name,Last name,ChildID,Status,Valid from,Valid to\n"
TODAY = date(2026, 11, 28)
SOON, LATER = "2027-08-01", "2028-07-31"


class Clock:
    """The day that it is."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patch = monkeypatch
        self.set(TODAY)

    def set(self, day: date) -> None:
        self.at(day, 12, 0)

    def at(self, day: date, hour: int, minute: int) -> None:
        """Exactly then on the server's clock. Only dates go by it: no upload is older for it."""
        moment = datetime.combine(day, time(hour, minute), ZoneInfo("Europe/Oslo"))
        self.patch.setattr("kinkeeper.organisations.local_date.moment", lambda: moment)


def row(status: str = "", first: str = "", last: str = "", who: str = "P-5,Ada,Lie,H-1") -> str:
    return f"{who},{status},{first},{last}\n"


def ada() -> Person:
    return Person.objects.get(sync_key="P-5")


def sees(child: Person) -> bool:
    return child in scopes.children(ada())


def relationship() -> Relationship:
    return Relationship.objects.get(parent__sync_key="P-5", child__sync_key="H-1")


def empty(*files: str, **more: Any) -> bool:
    return is_empty(planned(*files, **more))

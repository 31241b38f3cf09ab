"""K35, K27: neither a list of names nor a denial lets anyone see a child whose days are over."""

from datetime import date
from typing import Any

import pytest

from kinkeeper.families.connect import connect
from kinkeeper.families.models import Relationship
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from tests.cast import Cast
from tests.dated import Clock, ada, relationship, sees
from tests.importing import imported

pytestmark = pytest.mark.django_db
PLACE: dict[str, Any] = {"organisation": "Hillside"}
OVER = date(2027, 8, 2)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def keyed(may: str, until: str = "", series: str = "keyed") -> Import:
    head = "SyncID,First name,Last name,ChildID,Parental responsibility,Valid to\n"
    return imported(f"{head}P-5,Ada,Lie,H-1,{may},{until}\n", series=series, **PLACE)


def names(may: str = "yes", until: str = "") -> Import:
    head = "SyncID,First name,Last name,Child first name,Child last name,Class"
    head += ",Parental responsibility,Valid to\n"
    return imported(f"{head}P-5,Ada,Lie,Nora,Berg,5A,{may},{until}\n", series="names", **PLACE)


def as_granted() -> tuple[str, str, list[str]]:
    found = relationship()
    return found.state, str(found.ends_on), found.sources


def test_k35_a_list_of_names_changes_no_days_that_a_hand_granted(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    keyed("?", "2027-07-31")
    connect(office, ada(), cast.nora)
    granted = ("active", "2027-07-31", ["manual"])
    assert as_granted() == granted
    for may, until in (("yes", ""), ("no", "2029-07-31")):
        assert names(may, until).counts["relationships"]["existing"] == 1
        assert as_granted() == granted
    clock.set(OVER)
    assert not sees(cast.nora)
    for may in ("yes", "no"):
        assert names(may).counts["relationships"]["existing"] == 1
        assert as_granted() == granted
        assert not sees(cast.nora)


def test_k35_a_denial_by_key_opens_nothing_either(cast: Cast, office: Actor, clock: Clock) -> None:
    keyed("?", "2027-07-31")
    connect(office, ada(), cast.nora)
    keyed("no", "2029-07-31", "other")
    assert as_granted()[:2] == ("active", "2027-07-31")
    clock.set(OVER)
    keyed("no", series="other")
    keyed("no", "2029-07-31")
    assert as_granted()[:2] == ("active", "2027-07-31")
    assert not sees(cast.nora)


def test_k35_what_only_a_file_said_is_asked_again_by_names(
    cast: Cast, office: Actor, clock: Clock
) -> None:
    keyed("yes", "2027-07-31")
    # what a list of names denies is asked, and the days stay for whoever grants it
    names("no")
    assert as_granted()[:2] == ("proposed", "2027-07-31")
    Relationship.objects.filter(pk=relationship().pk).update(state="active", sources=["import:1"])
    clock.set(OVER)
    names()
    assert as_granted()[:2] == ("proposed", "None")
    assert not sees(cast.nora)

"""K26, K35, K36: what a file only proposes changes nothing of a relationship that is there."""

from datetime import date

import pytest

from kinkeeper.families.connect import connect
from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import is_empty
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.cast import Cast
from tests.dated import Clock, ada, relationship, sees
from tests.importing import imported, planned

pytestmark = pytest.mark.django_db
HEAD = "SyncID,First name,Last name,ChildID,Relationship,Parental responsibility,Valid to\n"
WITHHELD = [("Aunt", "yes"), ("Social worker", "yes"), ("Wizard", "yes"), ("Mother", "?")]
OVER = date(2027, 8, 2)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def file(kind: str, may: str = "yes", until: str = "") -> str:
    return f"{HEAD}P-5,Ada,Lie,H-1,{kind},{may},{until}\n"


def said(kind: str, may: str = "yes", until: str = "", series: str = "one") -> Import:
    return imported(file(kind, may, until), series=series)


def days() -> tuple[str, str]:
    return relationship().state, str(relationship().ends_on)


@pytest.mark.parametrize("withheld", WITHHELD)
@pytest.mark.parametrize("series", ["one", "other"])
def test_k36_a_proposal_gives_no_days_to_what_a_hand_granted(
    cast: Cast, office: Actor, clock: Clock, withheld: tuple[str, str], series: str
) -> None:
    kind, may = withheld
    said("Aunt", until="2027-07-31")
    connect(office, ada(), cast.nora)
    granted = ("active", "2027-07-31")
    assert days() == granted
    said(kind, may, "2029-07-31", series)
    assert days() == granted
    clock.set(OVER)
    for until in ("", "2029-07-31"):
        assert said(kind, may, until, series).counts["relationships"]["existing"] == 1
        assert days() == granted
        assert not sees(cast.nora)
    assert is_empty(planned(file(kind, may), series=series))  # K9
    said("Mother", "yes", "2029-07-31", "third")  # what grants, still does
    assert days() == ("active", "2029-07-31")


@pytest.mark.parametrize(("kind", "may"), WITHHELD)
def test_k36_a_proposal_lengthens_nothing_that_its_own_series_granted(
    cast: Cast, clock: Clock, kind: str, may: str
) -> None:
    said("Mother", until="2027-07-31")
    said(kind, may, "2029-07-31")
    assert days() == ("active", "2027-07-31")
    clock.set(OVER)
    said(kind, may, "2029-07-31")
    assert relationship().state == "proposed"


@pytest.mark.parametrize(("kind", "may"), WITHHELD)
def test_k26_a_proposal_keeps_no_one_connected_whom_others_say_no_more(
    cast: Cast, kind: str, may: str
) -> None:
    said("Mother", series="one")
    said(kind, may, series="other")
    two = file("Mother").replace("H-1", "H-2")
    assert Person.objects.filter(sync_key="H-2").exists()
    imported(two, series="one", links="exact")
    assert relationship().state == "ended"

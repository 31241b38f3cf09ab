"""A day begins and ends in the time zone of the child's school (K16, K35)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.families.days import Days
from kinkeeper.families.models import Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.zone_names import zone_names
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Membership
from kinkeeper.roster.vocabulary import AREAS_OF, Preset
from tests.cast import Cast
from tests.dated import Clock
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = pytest.mark.django_db
# Never the same date at the same moment: 25 hours apart.
AHEAD, BEHIND = "Pacific/Kiritimati", "Pacific/Pago_Pago"
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # when clocks change in Europe


def in_zone(office: Actor, zone: str, *places: object) -> None:
    for place in places:
        own_settings.change(office, place, "time_zone", zone)  # type: ignore[arg-type]  # organisations


def test_k35_pc_123_a_relationship_begins_and_ends_at_the_schools_own_midnight(
    cast: Cast, office: Actor, signed_in: As
) -> None:
    """Behind the wall, which asks the database's clock: at any moment the two dates differ."""
    child = reverse("parents:child", args=[cast.nora.pk])
    client = signed_in(cast.kari)
    pair = Relationship.objects.filter(parent=cast.kari, child=cast.nora)
    in_zone(office, AHEAD, cast.hillside)
    today = date_of(cast.nora)
    for days, ahead, behind in [
        ({"starts_on": today, "ends_on": None}, 200, 404),
        ({"starts_on": None, "ends_on": today - timedelta(days=1)}, 404, 200),
    ]:
        pair.update(**days)
        for zone, status in ((AHEAD, ahead), (BEHIND, behind)):
            in_zone(office, zone, cast.hillside)
            assert client.get(child).status_code == status, (days, zone)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_k16_rights_hold_for_whole_days_though_the_clocks_change(
    cast: Cast, office: Actor, signed_in: As, monkeypatch: pytest.MonkeyPatch, day: date
) -> None:
    in_zone(office, "Europe/Helsinki", cast.hillside)
    only = Given(AREAS_OF[Preset.EVERYTHING], days=Days(day, day))
    set_rights(office, cast.kari, cast.nora, only, reason="one day at the school")
    clock, client = Clock(monkeypatch), signed_in(cast.kari)
    child = reverse("parents:child", args=[cast.nora.pk])
    # the server is in Oslo, an hour behind
    for at, hour, status in [
        (day - timedelta(days=1), 22, 404),
        (day - timedelta(days=1), 23, 200),
        (day, 22, 200),
        (day, 23, 404),
    ]:
        clock.at(at, hour, 30)
        assert client.get(child).status_code == status, (at, hour)


def test_of_two_schools_the_one_further_behind_counts(cast: Cast, office: Actor) -> None:
    in_zone(office, AHEAD, cast.hillside)
    ahead = date_of(cast.nora)
    Membership.objects.create(person=cast.nora, organisation=cast.lakeside)
    assert date_of(cast.nora) == today_at("") <= ahead
    in_zone(office, BEHIND, cast.lakeside)
    assert date_of(cast.nora) == today_at("Lakeside") < ahead


def test_a_class_goes_by_its_own_before_its_schools(cast: Cast, office: Actor) -> None:
    in_zone(office, BEHIND, cast.hillside)
    in_zone(office, AHEAD, cast.class_5a)
    assert date_of(cast.nora) == today_at("Hillside/5A") > today_at("Hillside")


@given(
    hours=st.integers(0, 20 * 365 * 24),
    zone=st.sampled_from([AHEAD, BEHIND, "Europe/Oslo", "America/Sao_Paulo", "Asia/Kathmandu"]),
)
def test_law_the_database_and_python_agree_on_the_date(
    cast: Cast, office: Actor, hours: int, zone: str
) -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    in_zone(office, zone, cast.hillside)
    assert date_of(cast.nora, moment) == moment.astimezone(ZoneInfo(zone)).date()


def test_every_zone_that_can_be_chosen_is_known_to_the_database() -> None:
    known = db.column("SELECT name FROM pg_timezone_names")
    assert [name for name, _words in zone_names() if name and name not in known] == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "+02:00", "Europe", "' OR 1=1"])
def test_a_zone_that_nobody_knows_is_refused(cast: Cast, office: Actor, zone: str) -> None:
    with pytest.raises(settings.BadValue, match="time_zone"):
        in_zone(office, zone, cast.hillside)


def test_the_site_goes_by_the_server_unless_it_says_so(cast: Cast, office: Actor) -> None:
    assert date_of(cast.nora) == today_at("")
    settings.change(office, "time_zone", AHEAD)
    assert date_of(cast.nora) == today_at("Hillside")
    settings.change(office, "time_zone", BEHIND)
    assert date_of(cast.nora) == today_at("Lakeside")

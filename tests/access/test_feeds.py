"""K17, K19, K28: a calendar by a secret address has what its parent sees when it is fetched."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.credentials.models import Tries
from kinkeeper.credentials.record_way_in import enter
from kinkeeper.credentials.throttle import FEED
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.feeds import keep
from kinkeeper.feeds.models import Feed
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.lib import link_tokens
from kinkeeper.lib.log_filters import WithoutTokens
from kinkeeper.notifications.models import Device
from kinkeeper.notifications.push import devices
from kinkeeper.organisations.models import Setting
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.people.protection_models import Protection
from kinkeeper.registry.start_over import start_over
from kinkeeper.roster.vocabulary import Area
from tests.access.test_absence_reports import asked_as
from tests.cast import Cast
from tests.records import small
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
PAGE = "/children/calendar/"
ADDRESS = re.compile(r"/calendar/([\w-]{43})\.ics")


@pytest.fixture(autouse=True)
def parents_come_in(cast: Cast) -> None:
    Setting.objects.update_or_create(name="parent_login", defaults={"value": True})


def made(cast: Cast, signed_in: As, child: str = "all") -> str:
    """The address that the page shows once."""
    client = signed_in(cast.kari)
    page = client.post(PAGE, {"child": child}).text
    [token] = set(ADDRESS.findall(page))
    assert not ADDRESS.search(client.get(PAGE).text)
    return f"/calendar/{token}.ics"


def titles(address: str) -> list[str]:
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [str(each["summary"]) for each in components(answer)]


def components(answer: Any) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.content).events)


def test_r_047_k17_pc_109_not_07_a_feed_has_the_rights_of_the_moment(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    group = small.hillside(cast)
    small.event(group, "Sports day", 3)
    small.notice(group, "Lost property")
    small.result(small.assignment(group, "Essay", 1), cast.nora)
    small.remark(group, cast.nora, "concern", "Was rude")
    address, of_nora = made(cast, signed_in), made(cast, signed_in, str(cast.nora.pk))
    assert titles(address) == ["Elias, Nora: Sports day"]
    assert titles(of_nora) == ["Sports day"]
    body = Client().get(address).text
    for other in ("Lost property", "Essay", "rude", "Jonas", "Hillside", "5A"):
        assert other not in body, other
    small.event(group, "Concert", 5, private=True)
    assert titles(of_nora) == ["Sports day"]
    set_rights(office, cast.kari, cast.nora, Given({Area.ABSENCE}), reason="agreed")
    assert (titles(address), titles(of_nora)) == (["Sports day"], [])
    disconnect(office, cast.kari, cast.elias, reason="moved", block=True)
    assert titles(address) == []
    Person.objects.filter(pk=cast.kari.pk).update(state="trashed")
    assert Client().get(address).status_code == 404


def test_rec_021_an_address_is_secret_ended_at_once_and_nobody_elses(
    cast: Cast, signed_in: As
) -> None:
    small.event(small.hillside(cast), "Sports day", 3)
    address = made(cast, signed_in)
    feed = Feed.objects.get()
    assert bytes(feed.digest) == link_tokens.digest(address.split("/")[2].removesuffix(".ics"))
    assert asked_as(cast.jonas, "SELECT id FROM feeds_feed") == []
    assert asked_as(cast.henry, "SELECT id FROM feeds_feed") == []
    ended = f"{PAGE}{feed.pk}/end/"
    assert signed_in(cast.jonas).post(ended).status_code == 404
    assert titles(address)
    never = Client().get(f"/calendar/{link_tokens.draw()}.ics")
    assert signed_in(cast.kari).post(ended).status_code == 302
    gone = Client().get(address)
    assert (gone.status_code, gone.content) == (404, never.content)
    assert Tries.objects.filter(name__startswith=FEED.act).count() == 1  # none of what never was
    told = Entry.objects.filter(action__startswith="feed.").values_list("action", "person_id")
    assert set(told) == {("feed.made", cast.kari.pk), ("feed.ended", cast.kari.pk)}
    wrong = signed_in(cast.kari).post(PAGE, {"child": str(cast.theo.pk)})
    assert (wrong.status_code, Feed.objects.count()) == (422, 0)
    Setting.objects.filter(name="parent_login").update(value=False)
    assert Client().get(address).status_code == 404


def test_k28_a_protected_child_is_in_no_feed(cast: Cast, signed_in: As) -> None:
    small.event(small.hillside(cast), "Sports day", 3)
    address, of_nora = made(cast, signed_in), made(cast, signed_in, str(cast.nora.pk))
    Protection.objects.create(person=cast.nora, reason="danger")
    assert (titles(address), titles(of_nora)) == (["Sports day"], [])
    page = signed_in(cast.kari).get(PAGE).text
    assert f'value="{cast.nora.pk}"' not in page


def test_what_a_calendar_program_needs(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days of an event that lasts whole days, moments in UTC, a stable UID, an ETag."""
    group = small.hillside(cast)
    ahead = timezone.localdate() + timedelta(days=2)
    small.event(group, "Trip", starts_on=ahead, ends_on=ahead + timedelta(days=1))
    at = timezone.now().replace(microsecond=0) + timedelta(days=3)
    hour: dict[str, Any] = {"all_day": False, "starts_at": at, "ends_at": at + timedelta(hours=1)}
    small.event(group, "Talk", 3, location="Hall; room 1, left", status="cancelled", **hour)
    address = made(cast, signed_in, str(cast.nora.pk))
    first = Client().get(address)
    trip, talk = components(first)
    assert (trip["dtstart"].dt, trip["dtend"].dt) == (ahead, ahead + timedelta(days=2))
    assert (talk["dtstart"].dt, talk["status"]) == (at, "CANCELLED")
    assert isinstance(talk["dtend"].dt, datetime)
    assert str(talk["location"]) == "Hall; room 1, left"
    assert len({trip["uid"], talk["uid"]}) == 2
    again = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in first["Cache-Control"]
    assert Client().post(address).status_code == 405
    for _fetch in range(FEED.most):
        FEED.count(address.split("/")[2].removesuffix(".ics"))
    assert Client().get(address).status_code == 429
    kari = Actor(cast.kari.pk, cast.kari.full_name, "a test")
    for _feed in range(keep.MOST - 1):
        keep.make(kari, cast.kari, None)
    full = signed_in(cast.kari).post(PAGE, {"child": "all"})
    assert "You have 10 addresses" in full.text


def test_k38_who_had_the_account_before_has_no_feed_and_no_device_any_more(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    """It is taken by the office, or a new way in is used; nothing is written of it into the log."""
    small.event(small.hillside(cast), "Sports day", 3)
    address = made(cast, signed_in)
    Device.objects.create(person=cast.kari, endpoint="https://push.example/1")
    enter(cast.kari, None)
    assert Client().get(address).status_code == 404
    assert f"{Feed.objects.get().pk}/end/" not in signed_in(cast.kari).get(PAGE).text
    cast.kari.refresh_from_db()
    assert devices.of(cast.kari) == []
    for _number in range(keep.MOST):  # those that are over leave room
        row = Feed.objects.create(parent=cast.kari, digest=link_tokens.digest(link_tokens.draw()))
        Feed.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(days=1))
    address = made(cast, signed_in)
    assert Client().get(address).status_code == 200
    Person.objects.filter(pk=cast.kari.pk).update(password="md5$x$y")
    start_over(office, cast.kari, reason="a letter in wrong hands", reach=WHOLE_SITE)
    assert Client().get(address).status_code == 404
    assert not Feed.objects.exists()
    assert not Device.objects.exists()
    for path in (address, "/not-me/secret/", "/account/link/secret/"):
        said = logging.makeLogRecord({"msg": "Not Found: %s", "args": (path,)})
        WithoutTokens().filter(said)
        assert path.split("/")[-1 if path == address else -2] not in said.getMessage()

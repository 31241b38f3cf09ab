"""A parent's home: what needs the parent, what is next, and what is new."""

import gzip
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kinkeeper.access.models import HomeVisit
from kinkeeper.families.models import Relationship
from kinkeeper.families.set_rights import Given, set_rights
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.models import Setting
from kinkeeper.people.models import Person
from kinkeeper.records.models import Event, Lesson, Notice
from kinkeeper.roster.vocabulary import Area
from tests.cast import Cast, connected, person
from tests.records import school, small
from tests.web.conftest import As
from tests.web.parents.records_shown import clock, once_each, records_on

__all__ = ["clock"]  # a fixture
pytestmark = pytest.mark.django_db
type Clock = Callable[[datetime | None], None]
HOME = reverse("parents:children")
PAUSE = timedelta(minutes=31)
LISTS = {
    "assignment": "assignments", "event": "events", "notice": "notices", "remark": "remarks",
    "result": "results",
}  # fmt: skip


def of_home(said: Mapping[str, Any], child: str = "") -> set[str]:
    """The rows that the truth names, of one child or all."""
    return {
        f"{item['kind']}:{item['id']}"
        for item in said["home"]
        if not child or child in item["children"]
    }


def listed(said: Mapping[str, Any]) -> set[str]:
    """All that the parent may see of the children, but for lessons and the register."""
    return {
        f"{kind}:{each}"
        for kind, name in LISTS.items()
        for child in said["children"]
        for each in child.get(name, ())
    }


@pytest.fixture
def district(db: None) -> None:
    school.people()
    school.everything()
    Setting.objects.update_or_create(name="parent_login", defaults={"value": True})


def section(page: str, name: str) -> set[str]:
    """The rows below a heading."""
    _before, found, after = page.partition(f'<h2 id="{name}">')
    return set(records_on(after.partition("<section")[0])) if found else set()


@pytest.mark.usefixtures("district")
def test_the_home_is_the_truth_at_every_moment(signed_in: As, clock: Clock) -> None:
    """Each row once, over all children and for each alone; and what is new after a pause is in the
    children's lists."""
    some = fresh = 0
    for name, moment in school.moments().items():
        school.consents_on(moment.date())
        HomeVisit.objects.all().delete()
        for each in school.expected()["parents"]:
            said = each["at"][name]
            client = signed_in(Person.objects.get(sync_key=each["parent"]))
            clock(moment)
            page = client.get(HOME).text
            assert once_each(page) == of_home(said), (each["parent"], name)
            for child in said["children"]:
                if child["state"] == "visible":
                    number = Person.objects.get(sync_key=child["child"]).pk
                    alone = client.get(HOME, {"child": number}).text
                    assert once_each(alone) == of_home(said, child["child"])
            some += len(of_home(said))
            HomeVisit.objects.update(last_at=moment - timedelta(days=3))
            later = client.get(HOME).text
            assert of_home(said) <= once_each(later) <= of_home(said) | listed(said)
            fresh += len(section(later, "new"))
    assert some > 100
    assert fresh > 5


def test_rec_067_pc_118_twins_apart_and_siblings_once(cast: Cast, signed_in: As) -> None:
    twin = person("nora2.berg", "pupil", cast.hillside, given_name="Nora", family_name="Berg")
    connected(cast.kari, twin)
    group = small.hillside(cast)
    small.enrolled(group, twin)
    for_all = small.event(group, "Outdoor day")
    for_one = small.notice(group, "For one", pupil=cast.nora)
    page = signed_in(cast.kari).get(HOME).text
    assert once_each(page) == {f"event:{for_all.shown_key}", f"notice:{for_one.key}"}
    row = page.partition("Outdoor day")[2].partition("</li>")[0]
    assert row.count(">Nora</span>") == 2
    assert row.count(">Elias</span>") == 1
    row = page.partition("For one")[2].partition("</li>")[0]
    assert row.count('class="kid"') == 1


def test_rec_065_rec_066_the_chosen_child_is_in_the_address_alone(
    cast: Cast, signed_in: As
) -> None:
    group = small.school(cast.hillside, cast.nora, cast.elias)
    small.notice(group, "Only Elias", pupil=cast.elias)
    client = signed_in(cast.kari)
    alone = client.get(HOME, {"child": cast.nora.pk}).text
    assert "Only Elias" not in alone
    assert "Only Elias" in client.get(HOME).text
    assert f"?child={cast.elias.pk}" in alone
    for wrong in (cast.theo.pk, 10**9, "x", ""):
        assert client.get(HOME, {"child": wrong}).status_code == 404


def test_what_needs_an_answer_comes_first_and_is_counted(cast: Cast, signed_in: As) -> None:
    group = small.hillside(cast)
    day = timezone.localdate() + timedelta(days=2)
    asked = small.notice(group, "Museum trip", needs_answer=True, deadline=day)
    told = small.notice(group, "Lost property")
    page = signed_in(cast.kari).get(HOME).text
    assert section(page, "needs-you") == {f"notice:{asked.key}"}
    assert section(page, "earlier") == {f"notice:{told.key}"}
    assert "One thing needs you." in page
    assert "That is everything." in page


def test_rec_306_a_cancelled_event_stays_and_is_marked(cast: Cast, signed_in: As) -> None:
    group = small.hillside(cast)
    small.event(group, "Concert", 1, status="cancelled")
    page = signed_in(cast.kari).get(HOME).text
    row = page.partition("Concert")[2].partition("</li>")[0]
    assert "Cancelled" in row
    assert len(section(page, "tomorrow")) == 1


def test_hours_of_today_leave_out_what_is_cancelled_and_days_off(cast: Cast, signed_in: As) -> None:
    group = small.hillside(cast)
    today = timezone.localdate()
    first = small.lesson(group, today, "08:30", "09:30")
    small.lesson(group, today, "10:00", "14:15")
    client = signed_in(cast.kari)
    assert "08:30–14:15" in client.get(HOME).text
    small.change(first, "cancelled")
    page = client.get(HOME).text
    assert "10:00–14:15" in page
    assert "no lesson" in page
    small.day_off(group.school, "Autumn break")
    assert "Autumn break" in client.get(HOME).text


def test_new_is_what_came_after_the_last_look_before_a_pause(cast: Cast, signed_in: As) -> None:
    group, client = small.hillside(cast), signed_in(cast.kari)
    now = timezone.now()
    old = small.notice(group, "Old", now - timedelta(days=5))
    fresh = small.notice(group, "Fresh", now - timedelta(hours=1))

    def parts() -> tuple[set[str], set[str]]:
        page = client.get(HOME).text
        assert once_each(page) >= {f"notice:{old.key}", f"notice:{fresh.key}"}
        return section(page, "new"), section(page, "earlier")

    assert parts() == (set(), {f"notice:{old.key}", f"notice:{fresh.key}"})  # never here before
    HomeVisit.objects.update(last_at=now - timedelta(hours=2))
    for _again in range(2):  # a reload is no pause
        assert parts() == ({f"notice:{fresh.key}"}, {f"notice:{old.key}"})
    HomeVisit.objects.update(last_at=now - timedelta(minutes=29))
    assert parts()[0] == {f"notice:{fresh.key}"}
    HomeVisit.objects.update(last_at=now - PAUSE)
    assert parts()[0] == set()


def test_new_reaches_back_fourteen_days_at_most(cast: Cast, signed_in: As) -> None:
    group, client = small.hillside(cast), signed_in(cast.kari)
    now = timezone.now()
    client.get(HOME)
    HomeVisit.objects.update(last_at=now - timedelta(days=60))
    inside = small.notice(group, "Inside", now - timedelta(days=13))
    small.notice(group, "Outside", now - timedelta(days=15))
    assert section(client.get(HOME).text, "new") == {f"notice:{inside.key}"}


def test_k17_rec_058_what_is_taken_away_is_gone_at_the_next_request(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    group, client = small.hillside(cast), signed_in(cast.kari)
    small.event(group, "Outdoor day")
    small.notice(group, "For Nora", pupil=cast.nora)
    assert "For Nora" in client.get(HOME).text
    set_rights(office, cast.kari, cast.nora, Given({Area.CONTACT}), reason="agreed")
    page = client.get(HOME).text
    assert "For Nora" not in page
    assert page.partition("Outdoor day")[2].partition("</li>")[0].count('class="kid"') == 1


def test_rec_022_nothing_unpublished_is_shown_or_counted(cast: Cast, signed_in: As) -> None:
    group, client = small.hillside(cast), signed_in(cast.kari)
    day = timezone.localdate() + timedelta(days=1)
    before = client.get(HOME)
    hidden: dict[str, Any] = {
        "published_at": timezone.now() + timedelta(hours=1), "needs_answer": True, "deadline": day,
    }  # fmt: skip
    small.notice(group, "Later", **hidden)
    small.notice(group, "Gone", withdrawn_at=timezone.now() - timedelta(minutes=1))
    small.event(group, "Private", private=True)
    assert records_on(client.get(HOME).text) == records_on(before.text) == []
    assert "Nothing needs you." in client.get(HOME).text


def test_r_096_the_first_view_is_small_and_waits_for_no_script(cast: Cast, signed_in: As) -> None:
    """Under 100 kB as it is sent, compressed: the page and all that it loads."""
    group = small.hillside(cast)
    _year(group, 100)
    page = signed_in(cast.kari).get(HOME).text
    assert re.findall("<script[^>]*>", page) == ['<script src="/static/start-worker.js" defer>']
    loaded = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    files = [Path(found) for each in loaded if isinstance(found := finders.find(each), str)]
    assert len(files) == len(loaded) > 3
    sent = [page.encode(), *(file.read_bytes() for file in files)]
    assert sum(len(gzip.compress(each)) for each in sent) < 100_000


def test_an_empty_week_says_so(cast: Cast, signed_in: As) -> None:
    page = signed_in(cast.kari).get(HOME).text
    assert "There is nothing to know or do in the next seven days." in page
    assert "My children" in page
    assert "There is no child to show yet" in signed_in(cast.lara).get(HOME).text


def _year(group: Any, days: int) -> None:
    """Something on each day, and a timetable."""
    for number in range(days):
        small.event(group, f"Event {number}", number - days // 2)
        small.notice(group, f"Notice {number}", timezone.now() - timedelta(days=number))
    for weekday in range(5):
        day = timezone.localdate() + timedelta(days=weekday)
        for hour in range(8, 14):
            small.lesson(group, day, f"{hour:02}:00", f"{hour:02}:45")


def queries(client: Client) -> int:
    client.get(HOME)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(HOME).status_code == 200
    own = ("SELECT set_config('role'", "RESET ROLE", "SAVEPOINT", "RELEASE")
    return len([each for each in asked if not each["sql"].startswith(own)])


def test_p11_twelve_queries_at_most_whatever_there_is(cast: Cast, signed_in: As) -> None:
    """With four children at two schools and a year of records as with two and nothing."""
    client = signed_in(cast.kari)
    few = queries(client)
    group = small.hillside(cast)
    for name in ("ada.berg", "bo.berg"):
        pupil = person(name, "pupil", cast.lakeside)
        connected(cast.kari, pupil)
        small.enrolled(group, pupil)
    other = small.school(cast.lakeside, *Person.objects.filter(family_name="Berg", profile="pupil"))
    for each in (group, other):
        _year(each, 100)
    assert Event.objects.count() + Notice.objects.count() + Lesson.objects.count() > 400
    many = queries(client)
    assert few <= many <= 11  # and one a minute that notes the use of the session
    soon = timezone.localdate() + timedelta(days=5)
    Person.objects.filter(username__in=["nora.berg", "ada.berg", "bo.berg"]).update(
        birth_date=soon.replace(year=soon.year - 18)
    )
    assert client.get(HOME).text.count("comes of age on") == 3
    assert queries(client) <= 12


def test_two_schools_that_use_one_key_tell_two_things(cast: Cast, signed_in: As) -> None:
    connected(cast.kari, cast.theo)
    own = small.notice(small.hillside(cast), "For Nora", pupil=cast.nora)
    other = small.notice(small.school(cast.lakeside, cast.theo), "For Theo", pupil=cast.theo)
    Notice.objects.filter(pk=other.pk).update(series="2/other", key=own.key)
    page = signed_in(cast.kari).get(HOME).content.decode()
    assert "For Nora" in page
    assert "For Theo" in page
    alone = signed_in(cast.kari).get(f"{HOME}?child={cast.theo.pk}").content.decode()
    assert ("For Nora" in alone, "For Theo" in alone) == (False, True)


def test_rec_318_pc_121_a_child_that_starts_later_is_shown_with_its_day(
    cast: Cast, signed_in: As
) -> None:
    """Of a child at school from a day on, the name; of one whom the parent sees from a day on, the
    day alone (K35). Nobody is told that they are no parent."""
    ahead = timezone.localdate() + timedelta(days=14)
    day = date_format(ahead, "DATE_FORMAT")
    group = small.school(cast.hillside)
    small.enrolled(group, cast.nora, starts_on=ahead)
    small.enrolled(group, cast.elias)
    page = signed_in(cast.kari).get(HOME).text
    assert f"<bdi>Nora</bdi> starts on {day}." in page or f"Nora starts on {day}." in page
    assert "Elias starts on" not in page
    Relationship.objects.filter(parent=cast.stranger).update(starts_on=ahead)
    page = signed_in(cast.stranger).get(HOME).text
    assert f"a child from {day} on" in page
    assert "There is no child to show yet" not in page
    assert cast.mila.given_name not in page
    assert "who is not on this site yet" not in page

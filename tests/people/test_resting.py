"""AUD-07: an account of staff that nobody uses rests until an administrator wakes it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.cli.main import main
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.people.resting import resting
from tests.cast import PASSWORD, Cast, person
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")


def used(*people: Person, days: int, password: str = PASSWORD) -> None:
    """So many days ago, and never since; each has the password."""
    at = timezone.now() - timedelta(days=days)
    for one in people:
        one.set_password(password)
        one.save()
        Person.objects.filter(pk=one.pk).update(last_login=at, created_at=at)


def signs_in(name: str, password: str = PASSWORD) -> str:
    """Where it leads; else what the page says."""
    answer = Client().post("/sign-in/", {"username": name, "password": password})
    return answer.headers.get("Location", "") or answer.content.decode()


def names() -> set[str]:
    return set(resting().values_list("given_name", flat=True))


def test_aud_07_an_account_of_staff_that_nobody_used_rests(cast: Cast) -> None:
    used(cast.henry, days=181)
    used(cast.maria, days=179)
    used(cast.kari, days=2000)
    assert names() == {"Henry"}
    assert "Ask an administrator to wake your account" in signs_in("henry.office")
    assert "wake" not in signs_in("henry.office", "wrong password here")
    assert [signs_in("maria.ortega"), signs_in("kari.berg")] == ["/", "/"]
    [line] = Entry.objects.filter(action="session.resting", outcome="denied")
    assert line.person_id == cast.henry.pk


def test_aud_07_who_never_came_in_rests_as_long_after_being_added(cast: Cast) -> None:
    used(cast.henry, days=181)
    Person.objects.filter(pk=cast.henry.pk).update(last_login=None)
    assert names() == {"Henry"}
    Person.objects.filter(pk=cast.henry.pk).update(created_at=timezone.now())
    assert names() == set()


def test_aud_07_an_administrator_wakes_it(cast: Cast, signed_in: As) -> None:
    used(cast.maria, days=200)
    client, page = signed_in(cast.henry), f"/staff/people/{cast.maria.pk}/"
    assert "Rests" in client.get("/staff/people/?q=maria").content.decode()
    assert "Wake the account" in client.get(page).content.decode()
    assert client.post(f"{page}wake/").status_code == 302
    assert "Wake the account" not in client.get(page).content.decode()
    assert signs_in("maria.ortega") == "/"
    assert Entry.objects.get(action="person.woken").actor_id == cast.henry.pk
    assert "in use" in client.post(f"{page}wake/", follow=True).content.decode()


def test_aud_07_the_command_line_wakes_it(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    used(cast.henry, days=200)
    assert main(["people", "show", "user:henry.office"]) == 0
    assert "rests: True" in capsys.readouterr().out
    assert main(["people", "wake", "user:henry.office"]) == 0
    assert main(["people", "wake", "user:henry.office"]) == 1
    assert signs_in("henry.office") == "/"


def test_aud_07_the_last_system_administrator_never_rests(cast: Cast) -> None:
    used(cast.admin, days=500)
    assert "Anna" not in names()
    second = person("sven.admin", "system-administrator")
    used(second, days=400)
    assert names() == {"Anna"}
    Person.objects.filter(pk=second.pk).update(password="")  # who cannot come in wakes nobody
    assert "Anna" not in names()
    used(second, days=500)
    Person.objects.update(last_login=timezone.now() - timedelta(days=500))
    administrators = resting().filter(profile="system-administrator")
    assert administrators.count() == 1


def test_aud_07_the_site_says_after_how_long(cast: Cast) -> None:
    used(cast.henry, days=181)
    settings.change(OFFICE, "staff_rest_after_days", 200)
    assert names() == set()
    settings.change(OFFICE, "staff_rest_after_days", 0)
    used(cast.henry, days=20_000)
    assert names() == set()
    assert signs_in("henry.office") == "/"


def test_aud_07_a_new_password_by_mail_wakes_nobody(cast: Cast) -> None:
    used(cast.henry, days=200, password="green harbour seven ladders")
    assert "wake your account" in signs_in("henry.office", "green harbour seven ladders")
    assert names() == {"Henry"}

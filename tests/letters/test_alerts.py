"""R-075: files about very many people, and an administrator who signs in from a new place, are told
by e-mail to the owner of the account and to who looks after it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from kinkeeper.cli.main import main
from kinkeeper.credentials.models import Channel, Credential, SignInNotice
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record
from kinkeeper.letters import alerts, sign_in_notices
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast, connected

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(cast: Cast) -> None:
    for each in (cast.admin, cast.henry, cast.lara, cast.maria, cast.kari):
        each.email = f"{each.username}@example.org"
        each.set_password(PASSWORD)
        each.save()


def told() -> tuple[set[str], set[str]]:
    """Which administrators were, and which owners."""
    mail.outbox.clear()
    assert alerts.post() == len(mail.outbox)
    readers = {each.to[0] for each in mail.outbox}
    for each in mail.outbox:
        said = f"{each.subject} {each.body}"
        assert not [name for name in ("henry", "Henry", "160", "Nora", "203.0.113") if
                    name in said.replace("Dear Henry Office", "")], said  # fmt: skip
        assert "/staff/journal/" in each.body
    mail.outbox.clear()
    sign_in_notices.post()
    owners = {each.to[0] for each in mail.outbox}
    assert all("was not you, open this link" in " ".join(each.body.split()) for each in mail.outbox)
    return readers, owners


class Clock:
    """Moved on by minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        began, self.minutes = timezone.now() - timedelta(hours=20), 0
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda: began + timedelta(minutes=self.minutes)
        )


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def fetched(who: Person, letters: int) -> None:
    record(
        Actor(who.pk, who.full_name, "203.0.113.7"), "letters.fetched", data={"letters": letters}
    )


def test_r_075_files_about_very_many_people_are_told_once_an_hour_at_most(
    cast: Cast, clock: Clock
) -> None:
    fetched(cast.henry, 60)
    clock.minutes = 61
    fetched(cast.henry, 99)
    assert told() == (set(), set())  # never so many within an hour
    clock.minutes = 70
    fetched(cast.henry, 1)
    anna, henry = "anna.admin@example.org", "henry.office@example.org"
    assert told() == ({anna}, {henry})  # and not Lara, of the other school
    told_of = Entry.objects.get(action="alert.told")
    assert (told_of.person_id, told_of.data) == (cast.henry.pk, {"alert": "exported", "sent": 1})
    clock.minutes = 80
    fetched(cast.henry, 160)
    assert told() == (set(), set())
    clock.minutes = 131
    assert told() == ({anna}, {henry})
    assert told() == (set(), set())


def test_r_075_of_who_runs_the_site_only_they_are_told(cast: Cast, clock: Clock) -> None:
    fetched(cast.admin, 100)
    assert told() == (set(), {"anna.admin@example.org"})


COMMANDS = {
    ("people", "list", "--json"): "people list",
    ("people", "template", "--profile", "parent", "--organisation", "Hillside"): "people template",
    ("relationships", "list", "--json"): "relationships list",
    ("credentials", "list", "--json"): "credentials list",
    ("inbox", "list", "--json"): "inbox list",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_r_075_k23_a_list_of_a_command_is_in_the_journal_with_its_count_and_an_alarm(
    cast: Cast, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    connected(cast.jonas, cast.elias)
    cast.jonas.as_parent.filter(child=cast.elias).update(state="proposed")
    Credential.objects.create(
        person=cast.kari, channel=Channel.LETTER, link_hash=b"7" * 32, expires_at=timezone.now()
    )
    assert main([*command, "--as", "user:henry.office"]) == 0
    line = Entry.objects.get(action="command.exported")
    assert (line.actor_id, line.data["command"]) == (cast.henry.pk, COMMANDS[command])
    assert line.data["people"] > 0
    assert told() == (set(), set())  # very few
    monkeypatch.setattr(alerts, "MANY", line.data["people"])
    assert told() == ({"anna.admin@example.org"}, {"henry.office@example.org"})


def test_r_075_a_list_of_no_one_in_particular_is_told_to_who_runs_the_site(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "MANY", 3)
    assert main(["people", "list", "--json"]) == 0
    assert told() == ({"anna.admin@example.org"}, set())
    assert told() == (set(), set())


def test_r_075_nothing_is_told_of_a_command_that_named_no_one(cast: Cast) -> None:
    assert main(["inbox", "list", "--json"]) == 0
    assert not Entry.objects.filter(action="command.exported").exists()


def test_r_075_what_no_server_takes_is_told_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched(cast.henry, 100)
    with monkeypatch.context() as away:
        away.setattr(alerts, "handed_over", lambda *_: Reason(Why.MAIL_NOT_TAKEN))
        with pytest.raises(alerts.NotNow):
            alerts.post()
    assert not SignInNotice.objects.exists()
    assert told()[0] == {"anna.admin@example.org"}


@pytest.mark.usefixtures("behind_the_wall")
def test_r_075_an_administrators_sign_in_from_a_new_place_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known are the device, by its mark, and the network, by the sign-ins of 90 days."""
    anna, henry = "anna.admin@example.org", "henry.office@example.org"

    def signs_in(client: Client, who: Person, origin: str) -> None:
        client.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        said = {"username": who.username, "password": PASSWORD}
        assert client.post("/sign-in/", said, REMOTE_ADDR=origin).status_code == 302

    own = Client()

    def told_hours_later(hours: int) -> tuple[set[str], set[str]]:
        """The hours pass for who tells of it alone: a page writes its lines when they happen."""
        with monkeypatch.context() as later:
            now = timezone.now() + timedelta(hours=hours)
            later.setattr(alerts, "timezone", SimpleNamespace(now=lambda: now))
            return told()

    signs_in(own, cast.henry, "192.0.2.7")
    assert told() == ({anna}, {henry})
    signs_in(own, cast.henry, "192.0.2.99")  # the same network
    signs_in(Client(), cast.kari, "203.0.113.7")  # nobody who works here
    assert told_hours_later(2) == (set(), set())
    signs_in(own, cast.henry, "203.0.113.7")
    assert told_hours_later(2) == ({anna}, {henry})
    signs_in(own, cast.henry, "203.0.113.8")
    assert told_hours_later(4) == (set(), set())
    signs_in(Client(), cast.henry, "203.0.113.8")  # another device
    assert told_hours_later(4) == ({anna}, {henry})
    assert Entry.objects.filter(action="session.new-place", person_id=cast.henry.pk).count() == 3

"""What was closed after a backup is not open after its restore."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.access import scopes
from kinkeeper.cli import after_restore
from kinkeeper.cli.main import main
from kinkeeper.credentials import redeem
from kinkeeper.credentials.issue import Issued, issue_many
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.credentials.void import void_for
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import jobs
from kinkeeper.letters.models import Batch, BatchState, Form
from kinkeeper.letters.order import order
from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast, make
from tests.restored.conftest import Backup

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = Actor(None, "the office", "a test")
JOBS = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
NEW = "green harbour seven ladders"


def issued(person: Person, channel: Channel) -> Issued:
    [one] = issue_many(OFFICE, [person.pk], channel)
    return one


def reset_path(person: Person) -> str:
    person.refresh_from_db()
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return f"/forgotten/{uid}/{tokens.make_token(person)}/"


def opens(path: str) -> bool:
    """Whether a link leads to a form for a password."""
    answer = Client().get(path, follow=True)
    return answer.status_code == 200 and b'name="password"' in answer.content


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def as_it_is(browser: Client) -> Client:
    client = Client()
    name = settings.SESSION_COOKIE_NAME
    client.cookies[name] = browser.cookies[name].value
    return client


def command(*words: str) -> int:
    return main(["after-restore", *words])


@pytest.fixture
def cast() -> Cast:
    found = make()
    found.kari.set_password(PASSWORD)
    found.kari.save()
    return found


@dataclass(frozen=True)
class Open:
    """What is open when the backup is made."""

    link: str
    code: str
    reset: str
    browsers: tuple[Client, ...]
    batch: int

    def still(self) -> list[str]:
        """What of it opens something now."""
        found = [path for path in (self.link, self.reset) if opens(path)]
        found += (
            [self.code]
            if Client().post("/activate/", {"code": self.code}).status_code == 302
            else []
        )
        found += ["session" for each in self.browsers if not leads_away(each)]
        jobs.post_batch(self.batch, OFFICE.as_argument())
        found += list(JOBS.values_list("task_name", flat=True))
        return found + ["mail" for _each in mail.outbox]


def leads_away(client: Client) -> bool:
    return client.get("/account/password/").status_code == 302


def opened(cast: Cast) -> Open:
    link, code = issued(cast.stranger, Channel.EMAIL), issued(cast.jonas, Channel.LETTER)
    batch = order(OFFICE, [cast.jonas], Form.EMAIL)
    jobs.ask(batch, OFFICE)
    browsers = (signed_in(cast.kari), signed_in(cast.maria))
    path = f"/activate/{link.token}/"
    return Open(path, code.code or "", reset_path(cast.kari), browsers, batch.pk)


def close(cast: Cast, before: Open) -> None:
    """Each of them was closed after the backup, and a relationship ended."""
    redeem.redeem(OFFICE, redeem.by_token(before.link.split("/")[2]).pk, NEW)
    void_for(OFFICE, [cast.jonas.pk], why="lost")
    for browser in before.browsers:
        as_it_is(browser).post("/sign-out/")  # the other has kept the cookie
    Person.objects.filter(pk=cast.kari.pk).update(password="")
    disconnect(OFFICE, cast.kari, cast.nora, reason="court")
    Batch.objects.filter(pk=before.batch).update(state=BatchState.DONE)
    restore_hold.pulse()


@pytest.mark.parametrize("marked", [True, False])
def test_r_085_k27_a_restore_opens_nothing_that_was_closed_since(
    cast: Cast, backup: Backup, marker: Path, marked: bool
) -> None:
    """A used link, a voided code, a used mail for a new password, sessions that ended, a mail that
    was sent, and a relationship that ended; also where another machine has no mark."""
    restore_hold.pulse()
    before = opened(cast)
    assert opens(before.link)
    assert opens(before.reset)
    backup.dump()
    backed_up = timezone.now()
    close(cast, before)

    backup.restore()
    if marked:  # parents are shut out even before the command
        assert leads_away(before.browsers[0])
    else:
        marker.unlink()
        assert before.browsers[0].get(f"/children/{cast.nora.pk}/").status_code == 200  # the danger
    assert command("--dump-made-at", backed_up.isoformat()) == 0
    assert before.still() == []
    assert not scopes.children(cast.kari).exists()
    answer = Client().post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert "closed them for a while" in answer.content.decode()
    found = restore_hold.state()
    assert found is not None
    assert (found.voided, found.since) == (True, backed_up)

    disconnect(OFFICE, cast.kari, cast.nora, reason="court")
    assert command("--done", "--reason", "the offices were asked") == 0
    assert before.still() == []
    browser = signed_in(Person.objects.get(pk=cast.kari.pk))
    assert browser.get(f"/children/{cast.nora.pk}/").status_code == 404
    assert browser.get(f"/children/{cast.elias.pk}/").status_code == 200
    assert opens(reset_path(cast.kari))
    done = list(Entry.objects.filter(action__startswith="site.").values_list("action", flat=True))
    assert done == ["site.reopened", "site.restored"]


def test_a_restored_database_is_noticed_by_whoever_looks(
    cast: Cast, backup: Backup, capsys: pytest.CaptureFixture[str]
) -> None:
    restore_hold.pulse()
    backup.dump()
    seen = restore_hold.pulse()
    assert seen is None
    restore_hold.pulse()
    backup.restore()
    found = restore_hold.state()
    assert found is not None
    assert not found.voided
    assert found.since is not None
    assert found.until is not None
    assert timezone.now() - timedelta(minutes=5) < found.since < found.until
    for _time in range(2):  # looking changes nothing
        assert restore_hold.pulse() == found
    assert main(["worker"]) == 1
    assert "kinkeeper after-restore" in capsys.readouterr().err
    page = signed_in(cast.admin).get("/staff/restored/").content.decode()
    assert "still open" in page
    assert "kinkeeper after-restore --dump-made-at" in page
    assert command("--done", "--reason", "nobody was asked") == 1
    assert restore_hold.state() == found
    assert command("--json") == 0
    assert json.loads(capsys.readouterr().out)["dump_made_at"] == found.since.isoformat()


def test_the_command_run_twice_closes_twice_and_loses_nothing(cast: Cast, marker: Path) -> None:
    assert command("--dump-made-at", "2026-01-05T03:00") == 0
    first = restore_hold.state()
    issued(cast.kari, Channel.LETTER)
    assert command() == 0
    assert restore_hold.state() == first
    assert not Credential.objects.filter(state="issued").exists()
    assert Relationship.objects.filter(state="active").count() == 5
    for _time in range(2):
        assert command("--done", "--reason", "asked") == 0
    assert restore_hold.state() is None


def test_the_command_says_which_database_it_acts_on(
    cast: Cast, marker: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "EMBEDDED", True)
    assert command() == 0
    assert f"Database: the embedded one in {settings.HOME}\n" in capsys.readouterr().err
    monkeypatch.setattr(settings, "EMBEDDED", False)
    its = connection.settings_dict | {"HOST": "db.example", "PASSWORD": "secret-word"}
    monkeypatch.setattr(after_restore, "connection", SimpleNamespace(settings_dict=its))
    assert command("--json") == 0
    said = capsys.readouterr()
    assert f"Database: db.example/{its['NAME']}\n" in said.err
    assert "secret-word" not in said.err + said.out
    assert json.loads(said.out)["on_hold"] is True

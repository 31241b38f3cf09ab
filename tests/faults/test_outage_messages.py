"""What pages, jobs and the log say of a machine that is broken."""

import errno
import logging
from datetime import timedelta
from unittest.mock import Mock

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import Client
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from kinkeeper.intake import enqueue
from kinkeeper.intake import jobs as work
from kinkeeper.intake.models import Import
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import jobs, locks, mail_batch
from kinkeeper.letters.models import Form
from kinkeeper.letters.order import order
from kinkeeper.lib import stalled_jobs
from kinkeeper.lib.locks import Busy
from kinkeeper.lib.log_filters import InOneLine
from kinkeeper.lib.outage import Trouble, trouble
from kinkeeper.lib.retry import Patience
from kinkeeper.organisations import settings
from kinkeeper.people.jobs import hash_passwords
from kinkeeper.web.staff import imports
from tests.cast import Cast
from tests.importing import planned
from tests.web.conftest import As
from tests.web.conftest import signed_in as signed_in  # a fixture of the pages' tests

FULL = psycopg.errors.DiskFull("could not extend file\nCONTEXT: COPY line 3: Ada, her secret")
AWAY = psycopg.OperationalError("server closed the connection unexpectedly")


def wrapped(cause: Exception) -> Exception:
    """As Django hands it on."""
    try:
        raise OperationalError(str(cause)) from cause
    except OperationalError as error:
        return error


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (wrapped(FULL), Trouble.DATABASE_FULL),
        (wrapped(AWAY), Trouble.DATABASE),
        (psycopg.errors.AdminShutdown("terminating connection"), Trouble.DATABASE),
        (psycopg.errors.CannotConnectNow("starting up"), Trouble.DATABASE),
        (OSError(errno.ENOSPC, "No space left on device", "/var/mail"), Trouble.DISK_FULL),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (wrapped(psycopg.errors.UniqueViolation("twice")), None),
        (wrapped(psycopg.errors.DeadlockDetected("two of them")), None),
        (KeyError("a bug"), None),
    ],
)
def test_a_broken_machine_is_told_from_a_bug(error: Exception, what: Trouble | None) -> None:
    assert trouble(error) == what


def test_the_log_has_a_line_without_trace_and_data(caplog: pytest.LogCaptureFixture) -> None:
    broken, bug = wrapped(FULL), KeyError("a bug")
    records = [
        logging.LogRecord("x", logging.ERROR, "", 1, "failed", (), (type(e), e, None))
        for e in (broken, bug)
    ]
    assert all(InOneLine().filter(record) for record in records)
    lines = [logging.Formatter().format(record) for record in records]
    assert lines[0] == "failed [database-full: could not extend file]"
    assert "KeyError" in lines[1]


def test_a_job_waits_longer_for_a_machine_than_for_a_bug() -> None:
    def wait(error: Exception, attempts: int) -> bool:
        job = Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)
        decision = Patience(tries=3, wait=5).get_retry_decision(exception=error, job=job)
        return decision is not None

    assert [wait(KeyError("a bug"), tried) for tried in (0, 2, 3)] == [True, True, False]
    for machine in (wrapped(AWAY), Busy()):  # whoever holds the work may have died unnoticed
        assert [wait(machine, tried) for tried in (0, 40, 50)] == [True, True, False]


@pytest.mark.parametrize(
    ("error", "words"), [(FULL, "The disk of this site is full"), (AWAY, "is not answering")]
)
def test_k24_an_upload_that_cannot_be_kept_says_why(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def broken(*_words: object, **_more: object) -> None:
        raise wrapped(error)

    monkeypatch.setattr(imports, "receive", broken)
    anna: Client = signed_in(cast.admin)
    anna.raise_request_exception = False
    with open(__file__, "rb") as file:
        answer = anna.post("/staff/imports/new/", {"file": file, "profile": "parent"})
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert words in page
    assert "may not have been saved" in page
    assert "secret" not in page


def test_a_step_that_is_put_off_says_so(cast: Cast, signed_in: As, office: Actor) -> None:
    roster_import = planned("SyncID,First name,Last name\nP1,Ada,Berg\n", by=cast.admin)
    enqueue.apply(roster_import, office)
    anna, page = signed_in(cast.admin), f"/staff/imports/{roster_import.pk}/"
    assert "could not be done just now" not in anna.get(page).content.decode()
    ProcrastinateJob.objects.filter(task_name="imports.apply").update(attempts=1)
    assert "could not be done just now" in anna.get(page).content.decode()


def test_letters_that_nobody_is_at_go_on_with_one_click(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    actor = Actor(cast.admin.pk, "Anna", "a test")
    batch = order(actor, [cast.kari], Form.EMAIL)
    anna, page = signed_in(cast.admin), f"/staff/credentials/{batch.pk}/"
    answer = anna.get(page)
    assert "This stopped before it was finished" in answer.content.decode()
    assert "Refresh" not in answer.headers
    for _click in range(2):
        assert anna.post(f"{page}go-on/").status_code == 302
    assert ProcrastinateJob.objects.filter(task_name=jobs.post_batch.name).count() == 1
    assert "The e-mails are being sent" in anna.get(page).content.decode()


def test_k20_letters_of_the_command_line_are_not_made_where_nobody_fetches_them(
    cast: Cast, signed_in: As, office: Actor
) -> None:
    batch = order(office, [cast.kari], Form.PAGES)
    anna, page = signed_in(cast.admin), f"/staff/credentials/{batch.pk}/"
    assert "Stop this order and make a new one" in anna.get(page).content.decode()
    anna.post(f"{page}go-on/")
    assert not ProcrastinateJob.objects.filter(task_name=jobs.produce_batch.name).exists()


def test_a_batch_is_sent_by_one_process_at_a_time(cast: Cast, signed_in: As, office: Actor) -> None:
    batch = order(office, [cast.kari], Form.EMAIL)
    with locks.held(batch.pk):
        with pytest.raises(locks.Busy):
            mail_batch.post(batch.pk, office)
        with pytest.raises(locks.Busy):  # so that the job is tried again
            jobs.post_batch.func(batch.pk, office.as_argument())
        page = signed_in(cast.admin).get(f"/staff/credentials/{batch.pk}/").content.decode()
        assert "The e-mails are being sent" in page


@pytest.mark.django_db(transaction=True)
def test_stalled_jobs_are_revived_even_where_the_same_work_waits_already(office: Actor) -> None:
    """The first job of a part stalls; the second one waits for its lock, and the third stalls too.
    One job that cannot be revived must not keep the others from it."""
    ProcrastinateJob.objects.all().delete()  # what others left waiting would be counted, too
    for part, stalls in ((1, True), (1, False), (2, True)):
        lock = f"passwords:{part}"
        number = hash_passwords.configure(lock=lock, queueing_lock=lock).defer(part=part)
        if stalls:
            ProcrastinateJob.objects.filter(id=number).update(status="doing", worker_id=None)
    async_to_sync(stalled_jobs.revive_stalled.func)(Mock(app=app), 0)
    left = ProcrastinateJob.objects.order_by("id").values_list("lock", "status")
    assert list(left) == [("passwords:1", "todo"), ("passwords:2", "todo")]


@pytest.mark.parametrize(("error", "status"), [(AWAY, 503), (FULL, 503), (KeyError("a bug"), 500)])
def test_a_page_that_fails_is_dressed_as_the_others(
    cast: Cast, signed_in: As, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def broken(*_words: object) -> None:
        raise error

    anna: Client = signed_in(cast.admin)
    anna.raise_request_exception = False
    monkeypatch.setattr(settings, "everything", broken)  # which the other pages begin with
    answer = anna.get("/staff/")
    page = answer.content.decode()
    assert (answer.status_code, "Refresh" in answer.headers) == (status, status == 503)
    assert "kinkeeper.css" in page
    assert 'http-equiv="refresh"' not in page
    assert ">Kinkeeper</a>" in page


# A step holds its lock until its transaction ends, so here it has one of its own.
@pytest.mark.django_db(transaction=True)
def test_a_failure_is_told_only_of_the_step_and_the_plan_that_failed(
    cast: Cast, signed_in: As
) -> None:
    roster_import = planned("SyncID,First name,Last name\nP1,Ada,Berg\n", by=cast.admin)
    anna, page = signed_in(cast.admin), f"/staff/imports/{roster_import.pk}/"

    def fails(step: str) -> None:
        app.tasks[step].configure(lock=work.lock_of(roster_import)).defer(
            roster_import_id=roster_import.pk, actor=[]
        )
        ProcrastinateJob.objects.filter(task_name=step).update(status="failed")

    fails("imports.prepare")
    assert "unexpected error" not in anna.get(page).content.decode()  # it was read later
    fails("imports.apply")
    assert "Applying stopped" in anna.get(page).content.decode()
    Import.objects.filter(pk=roster_import.pk).update(planned_at=now() + timedelta(minutes=1))
    assert "unexpected error" not in anna.get(page).content.decode()  # a new plan


def test_the_list_of_batches_says_which_one_stopped(cast: Cast, signed_in: As) -> None:
    order(Actor(cast.admin.pk, "Anna", "a test"), [cast.kari], Form.EMAIL)
    listed = signed_in(cast.admin).get("/staff/credentials/").content.decode()
    assert "Stopped before it was finished" in listed

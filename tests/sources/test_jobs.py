"""Every minute the due sources are asked, once each; and whatever kills a worker."""

from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from kinkeeper.journal.actor import Actor
from kinkeeper.sources import jobs, manage
from kinkeeper.sources.models import Run, Source
from tests.importing import edges
from tests.sources.conftest import ALL, HEAD, SetUp

pytestmark = pytest.mark.django_db
NEW = HEAD + "P-50,Ada,Berg,ada@example.org,H-1\n"


def waiting() -> list[int]:
    """The sources whose run waits for a worker."""
    found = ProcrastinateJob.objects.filter(task_name="sources.run")
    return [job.args["source_id"] for job in found.order_by("id")]


def test_what_is_due_is_asked_once(set_up: SetUp, office: Actor) -> None:
    source, paused = set_up(), set_up(name="Paused")
    set_up(name="Daily", every_minutes=None, daily_at="03:00")
    manage.pause(office, paused)
    jobs.ask_due(timestamp=0)
    jobs.ask_due(timestamp=60)
    assert waiting() == [source.pk]
    assert jobs.asked(source)
    assert not jobs.ask(source, by_hand=True)


def test_a_job_runs_its_source(set_up: SetUp, folder: Path) -> None:
    (folder / "1.csv").write_text(NEW)
    source = set_up(trusted=ALL)
    jobs.run_source(source_id=source.pk)
    assert ("P-50", "H-1") in edges()
    assert [run.outcome for run in Run.objects.all()] == ["applied"]
    jobs.ask_due(timestamp=0)
    assert waiting() == []  # an hour is set


def test_a_job_of_a_source_that_is_gone_or_paused_does_nothing(
    set_up: SetUp, office: Actor
) -> None:
    source = set_up()
    number = source.pk
    manage.pause(office, source)
    jobs.run_source(source_id=number)
    manage.remove(office, source)
    jobs.run_source(source_id=number)
    assert not Run.objects.exists()
    assert not Source.objects.exists()

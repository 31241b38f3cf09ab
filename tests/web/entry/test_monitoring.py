"""What the machine that watches is told, and nobody else."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from kinkeeper.journal.actor import Actor
from kinkeeper.letters.jobs import post_resets
from kinkeeper.organisations import restore_hold
from kinkeeper.readings.worker_health import machine
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OPERATE = Path(__file__).parents[3] / "docs/operate.md"
TOKEN = "a token of more than twenty characters"
SOMEBODY = Actor(None, "somebody", "a test")
LINE = re.compile(r'^(kinkeeper_\w+)(?:\{queue="(\w+)"\})? (\S+)$')


@pytest.fixture(autouse=True)
def token() -> Iterator[None]:
    with override_settings(METRICS_TOKEN=TOKEN):
        yield


def asked(path: str, sent: str | None = f"Bearer {TOKEN}") -> Any:
    return Client().get(path, headers={} if sent is None else {"Authorization": sent})


def metrics() -> dict[tuple[str, str], float]:
    """By name and queue; every line of the answer is one, or a comment."""
    found = {}
    for line in asked("/metrics").content.decode().splitlines():
        if not line.startswith("# "):
            parts = LINE.match(line)
            assert parts is not None, line
            found[parts[1], parts[2] or ""] = float(parts[3])
    return found


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def heard(seconds: int) -> None:
    sql(
        "INSERT INTO procrastinate_workers (last_heartbeat) "
        f"VALUES (now() - make_interval(secs => {seconds}))"
    )


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer ü"]
)
def test_strangers_learn_that_the_database_answers_and_no_more(sent: str | None) -> None:
    assert asked("/metrics", sent).status_code == 404
    answer = asked("/healthz", sent)
    assert (answer.status_code, answer.content) == (200, b"ok")


@override_settings(METRICS_TOKEN="")
def test_without_a_token_set_nobody_has_it() -> None:
    for sent in (None, "Bearer ", "Bearer", f"Bearer {TOKEN}"):
        assert asked("/metrics", sent).status_code == 404
        assert asked("/healthz", sent).content == b"ok"


def test_somebody_signed_in_is_a_stranger_too(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.admin)
    assert client.get("/metrics").status_code == 404


def test_a_worker_is_alive_within_half_a_minute() -> None:
    assert metrics()["kinkeeper_worker_alive", ""] == 0
    assert ("kinkeeper_worker_silent_seconds", "") not in metrics()
    heard(40)
    assert metrics()["kinkeeper_worker_alive", ""] == 0
    assert 40 <= metrics()["kinkeeper_worker_silent_seconds", ""] < 60
    heard(5)
    assert metrics()["kinkeeper_worker_alive", ""] == 1
    assert asked("/healthz").json()["worker"] is True


def test_jobs_are_counted_by_what_they_wait_for() -> None:
    for name in ("a", "b", "c", "d"):
        post_resets.defer(name=name, actor=SOMEBODY.as_argument())
    sql("UPDATE procrastinate_events SET at = now() - interval '90 s'")
    one = "(SELECT id FROM procrastinate_jobs WHERE args->>'name' = '%s')"
    later = "now() + interval '60 s', attempts = 1"
    sql(f"UPDATE procrastinate_jobs SET scheduled_at = {later} WHERE id = {one % 'b'}")
    sql(f"UPDATE procrastinate_jobs SET status = 'doing' WHERE id = {one % 'c'}")
    sql(f"UPDATE procrastinate_jobs SET status = 'failed' WHERE id = {one % 'd'}")
    found = metrics()
    counts = {
        name: found[f"kinkeeper_jobs_{name}", "letters"]
        for name in ("waiting", "put_off", "doing", "failed")
    }
    assert counts == {"waiting": 1, "put_off": 1, "doing": 1, "failed": 1}
    assert 90 <= found["kinkeeper_job_oldest_seconds", "letters"] < 120
    document = asked("/healthz").json()
    assert document["queues"]["letters"]["jobs_waiting"] == 1
    assert document["database"] is True


def test_a_job_whose_time_has_come_waits_since_then() -> None:
    post_resets.defer(name="a", actor=SOMEBODY.as_argument())
    sql("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '20 s', attempts = 2")
    [queue] = machine().queues
    assert (queue.waiting, queue.put_off) == (1, 0)
    assert 20 <= queue.oldest < 40


def test_it_says_when_the_site_waits_after_a_restore() -> None:
    assert metrics()["kinkeeper_on_hold", ""] == 0
    restore_hold.close(None)
    assert metrics()["kinkeeper_on_hold", ""] == 1


def test_it_names_nobody(cast: Cast) -> None:
    post_resets.defer(name="kari.berg", actor=SOMEBODY.as_argument())
    told = asked("/metrics").content + asked("/healthz").content
    assert b"kari" not in told
    assert asked("/metrics").headers["Cache-Control"] == "no-store, private"
    assert asked("/metrics").headers["Content-Type"].startswith("text/plain; version=0.0.4")


def test_every_metric_is_documented_and_has_a_type() -> None:
    heard(1)
    post_resets.defer(name="a", actor=SOMEBODY.as_argument())
    text = asked("/metrics").content.decode()
    names = {name for name, _queue in metrics()}
    assert names == set(re.findall(r"^# TYPE (\w+) gauge$", text, re.MULTILINE))
    docs = OPERATE.read_text(encoding="utf-8")
    assert {name for name in names if f"`{name}" not in docs} == set()


def test_a_short_token_is_refused(tmp_path: Path) -> None:
    more = {"KINKEEPER_METRICS_TOKEN": "short", "KINKEEPER_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import kinkeeper.settings"],
        env=os.environ | more,
        capture_output=True,
        check=False,
    )
    assert b"KINKEEPER_METRICS_TOKEN: use at least 20" in done.stderr

"""The clock of a demo's pages: set when it is served, and only there."""

from datetime import datetime

import pytest
from pytest_django import Settings

from kinkeeper.cli import serve
from kinkeeper.lib import db, env
from kinkeeper.organisations import local_date

pytestmark = pytest.mark.django_db
THEN = datetime.fromisoformat("2026-09-14T07:30:00+02:00")


def test_pages_and_policies_of_a_demo_ask_at_the_moment_that_is_set(settings: Settings) -> None:
    settings.CLOCK = THEN
    for demo in (True, False):
        settings.DEMO = demo
        serve.set_the_clock(demo=demo)
        asked = (local_date.moment(), db.value("SELECT wall.moment()"))
        assert [moment == THEN for moment in asked] == [demo, demo]


def test_a_clock_needs_a_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINKEEPER_NOW", "2026-09-14 07:30")
    with pytest.raises(env.Misconfigured, match="2026-09-14T07:30:00"):
        env.moment("KINKEEPER_NOW")
    monkeypatch.setenv("KINKEEPER_NOW", THEN.isoformat())
    assert env.moment("KINKEEPER_NOW") == THEN

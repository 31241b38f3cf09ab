"""What every test may ask for."""

import dataclasses
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations import settings as site_settings
from kinkeeper.organisations.models import Organisation
from tests.cast import Cast, make
from tests.examples import EXAMPLES
from tests.wall import requests_behind_it

# No deadline: the machine may be busy. Each example rolls back by itself where it must.
hypothesis_settings.register_profile(
    "kinkeeper",
    deadline=None,
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
hypothesis_settings.load_profile("kinkeeper")


# Their tests start programs or walk all pages, and take long: done by one worker, they share what
# is made once, and nobody waits for the last of them when all others have ended.
LONG = {"faults", "cli", "journeys", "pseudo_language", "access"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-randomly; the order within both parts stays its own."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in LONG)


def pytest_collection_finish() -> None:
    """The modules and the tests stay to the end: the collector need not walk them every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@receiver(post_migrate)
def the_journal_can_be_emptied_between_tests(sender: AppConfig, **_more: object) -> None:
    """Tests that commit are followed by a TRUNCATE of all tables, which the product forbids."""
    if sender.label == "journal":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_not_emptied")


@receiver(post_migrate)
def the_site_is_always_there(sender: AppConfig, **_more: object) -> None:
    """A migration makes the site; emptying the tables after a test that commits takes it away."""
    if sender.label == "organisations":
        Organisation.objects.get_or_create(path="", defaults={"kind": "site", "name": "Site"})


@receiver(post_migrate)
def no_job_stays(sender: AppConfig, **_more: object) -> None:
    """The queue's tables are none of Django's, so emptying the tables leaves them as they are."""
    if sender.label == "procrastinate":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Argon2 takes 20 ms by intention; one test looks at the real parameters."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def staff_come_in_by_password(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second step at each sign-in would stand before what most tests are about; those about it
    ask for it with the mark `second_step`."""
    if request.node.get_closest_marker("second_step") is None:
        known = site_settings.KNOWN["staff_second_factor"]
        off = dataclasses.replace(known, default="off")
        monkeypatch.setitem(site_settings.KNOWN, "staff_second_factor", off)


@pytest.fixture
def cast(db: None) -> Cast:
    """A small believable school; `cast.stranger` is the parent who must never see anything."""
    return make()


@pytest.fixture
def office(db: None) -> Actor:
    """An administrator at work, where it does not matter which."""
    return Actor(None, "the office", "a test")


@pytest.fixture
def behind_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests ask the database as the pages do; the test itself as the owner of the tables."""
    requests_behind_it(monkeypatch)


@pytest.fixture(scope="session")
def roster_imports() -> Path:
    return Path(__file__).parent / "rosters"


@pytest.fixture
def fresh():  # type: ignore[no-untyped-def]  # a context manager for each example
    """Each random example in a transaction of its own that is rolled back."""

    class Fresh:
        def __enter__(self) -> None:
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *_what: object) -> None:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    return Fresh


@pytest.fixture
def marker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This machine's mark, away from that of other tests."""
    file = tmp_path / "home" / "last-seen"
    monkeypatch.setattr(restore_hold, "marker_file", lambda: file)
    return file


@pytest.fixture(autouse=True)
def no_mark_stays() -> Iterator[None]:
    """A mark that is newer than the database would hold the site for every test that follows."""
    yield
    left = Path(django_settings.HOME) / "last-seen"
    if left.exists():
        left.unlink()
        pytest.fail("This test marks the machine's own folder: let it use the fixture `marker`.")

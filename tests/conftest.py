"""What every test may ask for."""

import dataclasses
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from kinkeeper.embedded.paths import DATABASE
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations import settings as site_settings
from tests import emptied, sites, slow
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-slow", action="store_true", help="write tests/slow.txt anew")


def pytest_configure(config: pytest.Config) -> None:
    """The one process that hears of all tests measures them, not the workers."""
    if config.getoption("--write-slow") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(slow.Measured())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After pytest-randomly; the order within both parts stays its own."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in LONG)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before any is left out by its mark."""
    slow.mark(item)


def pytest_collection_finish() -> None:
    """The modules and the tests stay to the end: the collector need not walk them every time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


TransactionTestCase._fixture_teardown = emptied.empty  # type: ignore[attr-defined]  # noqa: SLF001


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Each worker's database is a copy of one that was migrated, where the server is ours."""
    if django_settings.EMBEDDED:
        sites.of_the_run()
        connection.settings_dict["TEST"]["TEMPLATE"] = DATABASE


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 takes 20 ms by intention; one test looks at the real parameters."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=django_settings.STORAGES | {"staticfiles": static},
    ):
        yield


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

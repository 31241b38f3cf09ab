"""A source's secret is sealed, goes where it was given for, and is shown by nothing."""

import logging

import asyncssh
import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import Settings

from kinkeeper.access import viewer
from kinkeeper.roster.options import Options
from kinkeeper.sources import manage, sealed_secret
from kinkeeper.sources.fetch import Ask, Fetched, NotFetched
from kinkeeper.sources.models import Source
from kinkeeper.sources.refusals import Refusal
from kinkeeper.sources.run import run
from kinkeeper.sources.source_values import Wanted
from tests.cast import Cast
from tests.sources.conftest import SetUp

pytestmark = pytest.mark.django_db
SECRET = "quiet-lantern-token"
AT = {"kind": "https", "address": "https://sis.example/parents.csv"}
HOST_KEY = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
SFTP = {
    "kind": "sftp", "address": "sftp://sis.example/out/", "username": "kin", "secret": SECRET,
    "host_key": HOST_KEY,
}  # fmt: skip


@pytest.fixture(autouse=True)
def hosts(settings: Settings) -> None:
    settings.SOURCE_HOSTS = ["sis.example", "evil.example"]


def dump() -> str:
    """Every table's every row, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        text = ""
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM \"{table}\" t")
            text += cursor.fetchone()[0]
    return text


def test_k20_it_is_readable_nowhere_but_for_asking(
    set_up: SetUp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Ask] = []

    def look(ask: Ask) -> Fetched:
        seen.append(ask)
        logging.getLogger("kinkeeper").warning("asked %r", ask)
        raise NotFetched("credentials")

    monkeypatch.setattr("kinkeeper.sources.run.fetch", look)
    source = set_up(**AT, secret=SECRET)
    run(source)
    assert [ask.secret for ask in seen] == [SECRET]
    for text in (dump(), caplog.text, repr(source), repr(Wanted.__dataclass_fields__)):
        assert SECRET not in text
        assert SECRET.encode().hex() not in text


def changed(cast: Cast, source: Source, **more: object) -> Wanted:
    """The source as it is, with some of it said otherwise; nobody types the secret again."""
    values = {
        "name": source.name, "kind": source.kind, "address": source.address,
        "organisation": cast.hillside, "options": Options("parent"), "every_minutes": 60,
        "username": source.username, "host_key": source.host_key,
    }  # fmt: skip
    wanted = Wanted(**(values | more))  # type: ignore[arg-type]  # the names are those of the class
    who = viewer.of_person(cast.admin, "a test")
    manage.change(who.actor, source, wanted, owner=cast.admin, reach=who.reach)
    return wanted


def test_it_stays_when_something_else_changes(cast: Cast, set_up: SetUp) -> None:
    source = set_up(**SFTP)
    changed(cast, source, every_minutes=5)
    assert sealed_secret.opened(source) == SECRET
    changed(cast, source, secret="another")
    assert sealed_secret.opened(source) == "another"


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"address": "sftp://evil.example/out/"},
        {"address": "sftp://sis.example/other/"},
        {"username": "somebody"},
        {"host_key": asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()},
        {"kind": "https", "address": "https://evil.example/x"},
    ],
)
def test_nobody_sends_it_elsewhere_without_knowing_it(
    cast: Cast, set_up: SetUp, elsewhere: dict[str, str]
) -> None:
    source = set_up(**SFTP)
    with pytest.raises(Refusal, match="type its secret again"):
        changed(cast, source, **elsewhere)
    source.refresh_from_db()
    assert source.address == SFTP["address"]


def test_it_goes_when_the_source_becomes_a_folder(
    cast: Cast, set_up: SetUp, folder: object
) -> None:
    source = set_up(**AT, secret=SECRET)
    changed(cast, source, kind="folder", address=f"{folder}/")
    assert source.sealed_secret is None


def test_another_site_key_opens_nothing(set_up: SetUp) -> None:
    source = set_up(**AT, secret=SECRET)
    with override_settings(SECRET_KEY="of another site entirely"):
        assert run(source).code == "seal"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"every_minutes": 0}, "every_minutes"),
        ({"every_minutes": None}, "every_minutes"),
        ({"trusted": ("everything",)}, "trusted"),
        ({"address": "https://elsewhere.example/x"}, "address"),
        ({"secret": "-----BEGIN OPENSSH PRIVATE KEY-----\nx"}, "secret"),
        (SFTP | {"username": ""}, "username"),
        (SFTP | {"secret": None}, "secret"),
        (SFTP | {"host_key": "ssh-ed25519 nonsense"}, "host_key"),
        (SFTP | {"secret": "-----BEGIN OPENSSH PRIVATE KEY-----\nx"}, "secret"),
    ],
)
def test_k24_what_cannot_be_meant_is_refused_where_it_stands(
    set_up: SetUp, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        set_up(**(AT | wrong))
    assert caught.value.field == field
    assert SECRET not in str(caught.value)


def test_two_of_one_name_in_one_organisation_are_refused(set_up: SetUp) -> None:
    set_up(**AT)
    with pytest.raises(Refusal, match="with this name"):
        set_up(**AT)

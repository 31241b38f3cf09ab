"""What stands in the way of letters and mails is said before they are ordered."""

import pytest
from django.core.checks import run_checks
from django.test import Client, override_settings

from kinkeeper.cli.main import main
from kinkeeper.journal.actor import Actor
from kinkeeper.letters.order_warnings import OFFICE_UNSET, PARENT_LOGIN_OFF, URL_UNSET, not_open
from kinkeeper.organisations import own_settings, settings
from kinkeeper.people.models import Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


@pytest.fixture
def closed(cast: Cast) -> None:
    settings.change(OFFICE, "parent_login", False)


def page(cast: Cast, by: Person, to: Person) -> str:
    client = Client()
    client.force_login(by)
    return client.get(f"/staff/credentials/new/?form=email&person={to.pk}").content.decode()


def issued(to: Person, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command said, its warnings before its answer."""
    assert main(["credentials", "issue", "--person", f"id:{to.pk}", "--email"]) == 0
    return capsys.readouterr().err


@override_settings(URL_IS_SET=True)
def test_parent_login_off_is_said_on_the_page_and_by_the_command(
    cast: Cast, closed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Parent login is off." in page(cast, cast.admin, cast.kari)
    assert 'href="/staff/settings/">Switch it on' in page(cast, cast.admin, cast.kari)
    assert "A system administrator can switch it on" in page(cast, cast.henry, cast.kari)
    assert "kinkeeper settings set parent_login=on" in issued(cast.kari, capsys)


@override_settings(URL_IS_SET=True)
def test_of_teachers_letters_it_is_not_said(
    cast: Cast, closed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Person.objects.filter(pk=cast.maria.pk).update(email="maria@example.org")
    assert "Parent login is off." not in page(cast, cast.admin, cast.maria)
    assert "Parent login is off" not in issued(cast.maria, capsys)


@override_settings(URL_IS_SET=False)
def test_an_address_that_was_not_set_is_said(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "does not know its own address" in page(cast, cast.henry, cast.kari)
    assert "KINKEEPER_URL is not set" in issued(cast.kari, capsys)
    assert "kinkeeper.W001" in {each.id for each in run_checks()}


@override_settings(URL_IS_SET=True)
def test_where_all_is_open_nothing_is_said(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    settings.change(OFFICE, "office", "01234 567890")
    assert not_open([cast.kari]) == []
    assert "does not know its own address" not in page(cast, cast.admin, cast.kari)
    assert "KINKEEPER_URL" not in issued(cast.kari, capsys)
    assert "kinkeeper.W001" not in {each.id for each in run_checks()}


@override_settings(URL_IS_SET=False)
def test_both_are_said_by_their_codes(cast: Cast, closed: None) -> None:
    settings.change(OFFICE, "office", "01234 567890")
    assert not_open([cast.kari, cast.maria]) == [URL_UNSET, PARENT_LOGIN_OFF]
    assert not_open([cast.maria]) == [URL_UNSET]


@override_settings(URL_IS_SET=True)
def test_letters_that_do_not_say_whom_to_ask_are_named(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two schools one may have said it."""
    settings.change(OFFICE, "office", "")
    own_settings.change(OFFICE, cast.hillside, "office", "01234 567890")
    assert not_open([cast.kari]) == []
    own_settings.change(OFFICE, cast.hillside, "office", "")
    assert not_open([cast.kari]) == [OFFICE_UNSET]
    assert "do not say how to contact the school" in page(cast, cast.admin, cast.kari)
    assert "do not say how to contact the school" in issued(cast.kari, capsys)

"""*This was not me*, whichever of several mails it is said in: what a thief did ends with it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kinkeeper.accounts import recovery_codes
from kinkeeper.accounts.models import AuthenticatorApp, Passkey, RecoveryCode
from kinkeeper.accounts.not_me import HOLDS
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials import choose_password
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, tell, token_of
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.accounts.signing_in import app_of, is_in, passkey_of, show, with_password
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
NEW = "another lantern over the hill"
HOURS_AGO, LONG_AGO = timedelta(hours=5), timedelta(days=9)


@pytest.fixture
def henry(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.henry.pk).update(email="henry@example.org")
    return with_password(cast.henry)


@pytest.fixture(autouse=True)
def site_with_a_name(settings: object) -> None:
    settings.URL = "http://localhost:8000"  # type: ignore[attr-defined]  # pytest-django's


def disputed(what: What) -> str:
    """The owner uses the link of the newest mail of this kind: what the page says then."""
    notice = SignInNotice.objects.filter(what=what).latest("pk")
    owner = Client()
    owner.get(f"/not-me/{token_of(notice)}/")
    return str(owner.post("/not-me/", {"sure": "on"}).content.decode())


def test_crd_16_the_newest_mail_takes_the_phone_that_an_earlier_one_told_of(henry: Person) -> None:
    """A thief adds a passkey in the morning and another password at noon; the owner uses the link
    that lies on top. A passkey alone opens."""
    device = passkey_of(henry)
    app_of(henry)
    Passkey.objects.update(added_at=timezone.now() - HOURS_AGO)
    AuthenticatorApp.objects.update(added_at=timezone.now() - HOURS_AGO)
    choose_password.choose(OFFICE, henry, NEW, choose_password.CHANGED)
    disputed(What.PASSWORD_CHANGED)
    assert not factors_of(henry).any
    thief = Client()
    show(thief, device, "/sign-in/passkey/")
    assert not is_in(thief, henry)


@pytest.mark.parametrize(("before", "stays"), [(timedelta(hours=1), True), (-HOURS_AGO, False)])
def test_what_was_there_three_days_before_the_change_stays(
    henry: Person, before: timedelta, stays: bool
) -> None:
    """However late the owner reads the mail."""
    app_of(henry)
    choose_password.choose(OFFICE, henry, NEW, choose_password.CHANGED)
    told = timezone.now() - timedelta(days=2)
    SignInNotice.objects.update(made_at=told)
    AuthenticatorApp.objects.update(added_at=told - HOLDS - before)
    disputed(What.PASSWORD_CHANGED)
    assert factors_of(henry).any == stays


def test_crd_16_the_mail_before_a_change_of_address_distrusts_the_new_address_too(
    henry: Person,
) -> None:
    """Or the thief would order a new link there."""
    choose_password.choose(OFFICE, henry, NEW, choose_password.CHANGED)
    Person.objects.filter(pk=henry.pk).update(email="thief@example.org")
    assert "new letter" in disputed(What.PASSWORD_CHANGED)
    henry.refresh_from_db()
    assert (henry.email, henry.password) == ("", "")


def test_an_address_in_other_capitals_is_the_same(henry: Person) -> None:
    choose_password.choose(OFFICE, henry, NEW, choose_password.CHANGED)
    Person.objects.filter(pk=henry.pk).update(email="Henry@Example.org")
    assert "Order a new link" in disputed(What.PASSWORD_CHANGED)
    henry.refresh_from_db()
    assert henry.email == "Henry@Example.org"


def test_crd_16_sessions_end_though_there_was_no_password_any_more(henry: Person) -> None:
    """A first dispute took it; somebody has come in with a passkey since."""
    Person.objects.filter(pk=henry.pk).update(password="")
    henry.refresh_from_db()
    thief = Client()
    thief.force_login(henry)
    assert thief.get("/account/").status_code == 200
    tell(henry, What.STEP_ADDED)
    disputed(What.STEP_ADDED)
    assert thief.get("/account/").status_code == 302


def test_whose_recovery_code_was_used_by_another_has_none_that_still_opens(henry: Person) -> None:
    """Whoever had one of them had the paper."""
    app_of(henry)
    recovery_codes.make(henry)
    AuthenticatorApp.objects.update(added_at=timezone.now() - LONG_AGO)
    RecoveryCode.objects.update(made_at=timezone.now() - LONG_AGO)
    tell(henry, What.RECOVERY_USED)
    disputed(What.RECOVERY_USED)
    assert factors_of(henry).app is not None
    assert not factors_of(henry).codes_left


def test_a_passkey_that_was_copied_opens_nothing_more(henry: Person) -> None:
    """It opens alone, whatever the password is. Which of those that count it was, nobody knows."""
    copied = passkey_of(henry)
    other = passkey_of(henry, counts=False)
    Passkey.objects.update(added_at=timezone.now() - LONG_AGO)
    tell(henry, What.PASSKEY_COPIED)
    disputed(What.PASSKEY_COPIED)
    assert [bytes(each.number) for each in factors_of(henry).passkeys] == [other.number]
    thief = Client()
    show(thief, copied, "/sign-in/passkey/")
    assert not is_in(thief, henry)


def test_a_link_of_one_mail_is_used_once_and_others_still_work(henry: Person) -> None:
    tell(henry, What.PASSWORD_CHANGED)
    tell(henry, What.STEP_ADDED)
    assert "shut" in disputed(What.PASSWORD_CHANGED)
    assert "shut" not in disputed(What.PASSWORD_CHANGED)
    assert "shut" in disputed(What.STEP_ADDED)


def test_who_holds_a_mailbox_of_before_shuts_the_owner_out_no_oftener_than_was_told(
    henry: Person,
) -> None:
    """A former partner has the old mailbox: one link for each mail that came there, for three days;
    what has happened since is told elsewhere."""
    tell(henry, What.ADDRESS_CHANGED)
    Person.objects.filter(pk=henry.pk).update(email="new@example.org")
    henry.refresh_from_db()
    choose_password.choose(OFFICE, henry, NEW, choose_password.CHANGED)
    sent = SignInNotice.objects.filter(address="henry@example.org")
    assert [each.what for each in sent] == [What.ADDRESS_CHANGED]

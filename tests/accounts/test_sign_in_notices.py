"""Owners are told when how their account is opened has changed, and can shut it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.accounts import set_up
from kinkeeper.accounts.models import AuthenticatorApp, SetUpRelease
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials import choose_password
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import What, by_token, tell, token_of
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import sign_in_notices
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person, PersonState
from kinkeeper.registry import start_over
from tests.accounts.signing_in import allowed, app_of, is_in, password_given, with_password
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
LINK = re.compile(r"http\S+/not-me/(\S+)/")
NEW = "another lantern over the hill"


@pytest.fixture
def henry(cast: Cast) -> Person:
    Person.objects.filter(pk=cast.henry.pk).update(email="henry@example.org")
    return with_password(cast.henry)


def told() -> list[str]:
    return list(SignInNotice.objects.order_by("pk").values_list("what", flat=True))


def link() -> str:
    """Of the last mail."""
    sign_in_notices.post()
    found: list[str] = LINK.findall(str(mail.outbox[-1].body))
    return found[0]


def _changed(person: Person) -> None:
    choose_password.choose(OFFICE, person, NEW, choose_password.CHANGED)


def _reset(person: Person) -> None:
    choose_password.choose(OFFICE, person, NEW, choose_password.RESET)


def _started_over(person: Person) -> None:
    start_over.start_over(OFFICE, person, reason="lost", reach=WHOLE_SITE)


def _app(person: Person) -> None:
    app_of(person)


def _app_removed(person: Person) -> None:
    app_of(person)
    SignInNotice.objects.all().delete()
    set_up.remove_app(OFFICE, person)


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (_changed, What.PASSWORD_CHANGED),
        (_reset, What.PASSWORD_RESET),
        (_started_over, What.PASSWORD_TAKEN),
        (_app, What.STEP_ADDED),
        (_app_removed, What.STEP_REMOVED),
        (allowed, What.STEP_ALLOWED),
    ],
)
def test_r_015_each_change_is_told(
    henry: Person, act: Callable[[Person], None], what: What
) -> None:
    act(henry)
    assert told() == [what]
    assert sign_in_notices.post() == 1
    [message] = mail.outbox
    assert message.to == ["henry@example.org"]
    assert str(what.label) in message.body
    assert NEW not in message.body
    assert sign_in_notices.post() == 0


def test_crd_16_this_was_not_me_shuts_the_account(henry: Person) -> None:
    """A thief at an open session has changed the password and added a phone."""
    thief = password_given(henry)
    assert is_in(thief, henry)
    _changed(henry)
    app_of(henry)
    thief = Client()
    thief.force_login(henry)
    token = link()
    owner = Client()
    page = owner.get(f"/not-me/{token}/", follow=True)
    assert token not in page.request["PATH_INFO"]
    assert is_in(thief, henry)
    assert thief.get("/staff/").status_code == 200  # opening the link does nothing
    assert "shut" in owner.post("/not-me/", {"sure": "on"}).content.decode()
    henry.refresh_from_db()
    assert henry.password == ""
    assert not factors_of(henry).any
    assert thief.get("/staff/").status_code == 302
    assert Entry.objects.filter(action="password.disputed", person_id=henry.pk).exists()
    assert owner.get(f"/not-me/{token}/", follow=True).status_code == 410


def test_crd_01_a_scanner_that_sends_the_form_shuts_nothing(henry: Person) -> None:
    _changed(henry)
    scanner = Client()
    scanner.get(f"/not-me/{link()}/", follow=True)
    assert scanner.post("/not-me/").status_code == 422
    henry.refresh_from_db()
    assert henry.password


def test_what_was_there_before_stays(henry: Person) -> None:
    app_of(henry)
    AuthenticatorApp.objects.update(added_at=timezone.now() - timedelta(days=9))
    _changed(henry)
    allowed(henry)
    owner = Client()
    owner.get(f"/not-me/{link()}/")
    owner.post("/not-me/", {"sure": "on"})
    assert AuthenticatorApp.objects.exists()
    assert not SetUpRelease.objects.exists()


def test_after_a_change_of_address_the_office_alone_opens_the_account(henry: Person) -> None:
    """Neither of the two mailboxes is trusted: who has the other one may have the account."""
    tell(henry, What.ADDRESS_CHANGED)
    Person.objects.filter(pk=henry.pk).update(email="thief@example.org")
    owner = Client()
    owner.get(f"/not-me/{link()}/")
    assert "new letter" in owner.post("/not-me/", {"sure": "on"}).content.decode()
    henry.refresh_from_db()
    assert (henry.email, henry.password) == ("", "")


def test_a_link_ends_after_three_days_and_with_the_person(henry: Person) -> None:
    _changed(henry)
    token = link()
    Person.objects.filter(pk=henry.pk).update(state=PersonState.TRASHED)
    assert Client().get(f"/not-me/{token}/", follow=True).status_code == 410
    Person.objects.filter(pk=henry.pk).update(state=PersonState.ACTIVE)
    SignInNotice.objects.update(made_at=timezone.now() - timedelta(days=3, seconds=1))
    assert Client().get(f"/not-me/{token}/", follow=True).status_code == 410


def test_a_pupil_who_reads_the_mailbox_gets_no_link_that_shuts_the_parent_out(cast: Cast) -> None:
    shared = {"email": "home@example.org"}
    Person.objects.filter(pk__in=[cast.kari.pk, cast.nora.pk]).update(**shared)
    with_password(cast.nora)
    cast.kari.refresh_from_db()
    _changed(cast.kari)
    assert sign_in_notices.post() == 0
    assert SignInNotice.objects.get().code == "pupils-address"


def test_who_has_no_address_is_not_told_and_nothing_fails(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(email="")
    cast.kari.refresh_from_db()
    _changed(cast.kari)
    assert told() == []


def test_k19_a_notice_names_no_child_and_no_school(cast: Cast) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(email="kari@example.org")
    cast.kari.refresh_from_db()
    _changed(cast.kari)
    sign_in_notices.post()
    text = LINK.sub("", f"{mail.outbox[0].subject} {mail.outbox[0].body}")
    for name in (cast.nora.given_name, cast.elias.given_name, cast.class_5a.name):
        assert name not in text


@given(st.text(max_size=80) | st.from_regex(r"\A[0-9]{1,20}-[\w-]{0,50}\Z"))
def test_law_no_other_text_is_a_token(token: str) -> None:
    assert by_token(token) is None


def test_a_token_is_its_notices_alone(henry: Person) -> None:
    tell(henry, What.PASSWORD_CHANGED)
    tell(henry, What.STEP_ADDED)
    first, second = SignInNotice.objects.order_by("pk")
    assert by_token(token_of(first)) == first
    swapped = token_of(first).replace(f"{first.pk}-", f"{second.pk}-", 1)
    assert by_token(swapped) is None

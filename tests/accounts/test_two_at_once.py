"""Two browsers at the same step at the same moment: what is good once opens once."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.test import Client

from kinkeeper.accounts import recovery_codes
from kinkeeper.accounts.models import AuthenticatorApp, Passkey, RecoveryCode, SetUpRelease
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials import issue
from kinkeeper.credentials.models import Channel, Credential
from kinkeeper.credentials.redeem import MOST_WRONG
from kinkeeper.journal.actor import Actor
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from tests.accounts.signing_in import (
    KEY,
    allowed,
    app_of,
    code_of,
    is_in,
    options,
    passkey_of,
    password_given,
    with_password,
)
from tests.accounts.soft_passkey import Device
from tests.cast import Cast

COOKIE = django_settings.SESSION_COOKIE_NAME
OFFICE = Actor(None, "the office", "a test")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.second_step]
type Answers = list[Any]


@pytest.fixture
def henry(cast: Cast, settings: Any) -> Person:
    settings.URL = "http://localhost:8000"
    return with_password(cast.henry)


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> Answers:
    """The answers of both; the second begins before the first one's transaction has ended."""
    answers: Answers = []

    def run() -> None:
        try:
            answers.append(second())
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        answers.append(first())
        other.start()
        other.join(0.7)
    other.join(20)
    return answers


def with_code(browser: Client, code: str) -> Callable[[], Any]:
    return lambda: browser.post("/sign-in/second-step/", {"code": code})


def page_of_an_app(browser: Client) -> str:
    """The secret that the page shows to this browser."""
    secret: str = KEY.findall(browser.get("/sign-in/set-up/app/").content.decode())[0]
    return secret


def test_crd_18_one_code_of_an_app_opens_one_of_two(henry: Person) -> None:
    code = code_of(app_of(henry))
    one, other = password_given(henry), password_given(henry)
    at_once(with_code(one, code), with_code(other, code))
    assert (is_in(one, henry), is_in(other, henry)) == (True, False)


def test_crd_14_one_recovery_code_opens_one_of_two(henry: Person) -> None:
    app_of(henry)
    code = recovery_codes.make(henry)[0]
    one, other = password_given(henry), password_given(henry)
    page = "/sign-in/second-step/recovery/"
    at_once(lambda: one.post(page, {"code": code}), lambda: other.post(page, {"code": code}))
    assert (is_in(one, henry), is_in(other, henry)) == (True, False)
    assert RecoveryCode.objects.filter(used_at=None).count() == 10


def test_one_release_sets_up_one_of_two_apps(henry: Person) -> None:
    """A thief who knows the password stands at the same page, and would be in as well."""
    allowed(henry)
    owner, thief = password_given(henry), password_given(henry)
    mine, theirs = page_of_an_app(owner), page_of_an_app(thief)
    answers = at_once(
        lambda: owner.post("/sign-in/set-up/app/", {"code": code_of(mine)}),
        lambda: thief.post("/sign-in/set-up/app/", {"code": code_of(theirs)}),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (is_in(owner, henry), is_in(thief, henry)) == (True, False)
    assert thief.get("/", follow=True).request["PATH_INFO"] == "/sign-in/second-step/"
    assert AuthenticatorApp.objects.count() == 1


def test_one_release_sets_up_an_app_or_a_passkey(henry: Person) -> None:
    allowed(henry)
    owner, thief = password_given(henry), password_given(henry)
    mine = page_of_an_app(owner)
    answer = json.dumps(Device().make(options(thief, "/sign-in/set-up/passkey/options/")))
    at_once(
        lambda: owner.post("/sign-in/set-up/app/", {"code": code_of(mine)}),
        lambda: thief.post("/sign-in/set-up/passkey/", {"answer": answer}),
    )
    assert (is_in(owner, henry), is_in(thief, henry)) == (True, False)
    assert not Passkey.objects.exists()


def test_a_button_pressed_twice_is_no_error(henry: Person) -> None:
    """The same browser; one of the two answers is the one that counts."""
    allowed(henry)
    browser = password_given(henry)
    again = Client()
    again.cookies[COOKIE] = browser.cookies[COOKIE].value
    code = {"code": code_of(page_of_an_app(browser))}
    answers = at_once(
        lambda: browser.post("/sign-in/set-up/app/", code),
        lambda: again.post("/sign-in/set-up/app/", code),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert is_in(browser, henry)


def test_starting_anew_does_not_take_what_was_set_up_this_moment(henry: Person) -> None:
    passkey_of(henry)
    allowed(henry)
    owner, thief = password_given(henry), password_given(henry)
    owner.post("/sign-in/second-step/anew/")
    app = page_of_an_app(owner)
    passkey_left = Passkey.objects.count()
    at_once(
        lambda: owner.post("/sign-in/set-up/app/", {"code": code_of(app)}),
        lambda: thief.post("/sign-in/second-step/anew/"),
    )
    assert passkey_left == 0
    assert factors_of(henry).app is not None


def test_recovery_codes_made_twice_at_once_are_ten(henry: Person) -> None:
    app_of(henry)
    browser, again = Client(), Client()
    browser.force_login(henry)
    again.cookies[COOKIE] = browser.cookies[COOKIE].value
    page = "/account/recovery-codes/"
    at_once(lambda: browser.post(page), lambda: again.post(page))
    assert RecoveryCode.objects.filter(used_at=None).count() == 10


def test_one_device_is_added_for_one_of_two_people(henry: Person, cast: Cast) -> None:
    allowed(henry)
    allowed(cast.admin)
    device = Device()
    browsers = []
    for person in (henry, cast.admin):
        browser = Client()
        browser.force_login(person)
        browsers.append(browser)
    sent = [
        {"answer": json.dumps(device.make(options(each, "/account/passkeys/options/")))}
        for each in browsers
    ]
    answers = at_once(
        lambda: browsers[0].post("/account/passkeys/", sent[0]),
        lambda: browsers[1].post("/account/passkeys/", sent[1]),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Passkey.objects.get().person == henry


def test_r_046_one_code_of_a_letter_opens_one_of_two_doors(henry: Person) -> None:
    """It sets up a second step, or it opens the account with another password: not both."""
    [made] = issue.issue_many(OFFICE, [henry.pk], Channel.LETTER, reach=WHOLE_SITE)
    half_way, finder = password_given(henry), Client()
    finder.get(f"/activate/{made.token}/")
    answers = at_once(
        lambda: half_way.post("/sign-in/set-up/allowed/", {"code": made.code}),
        lambda: finder.post("/activate/password/", {"password": "another lantern over the hill"}),
    )
    assert answers[0]["Location"] == "/sign-in/set-up/"
    assert answers[1].status_code == 410
    assert SetUpRelease.objects.count() == 1
    used = Credential.objects.get()
    assert used.state == "redeemed"
    assert used.ended_at is not None
    assert used.wrong_tries < MOST_WRONG


def test_ten_wrong_codes_at_once_are_ten(henry: Person) -> None:
    secret = app_of(henry)
    browsers = [password_given(henry) for _time in range(4)]
    wrong = code_of(secret, later=40)

    def typed(browser: Client) -> None:
        try:
            with_code(browser, wrong)()
        finally:
            connection.close()

    threads = [threading.Thread(target=typed, args=[each]) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert AuthenticatorApp.objects.get().wrong_tries == len(browsers)

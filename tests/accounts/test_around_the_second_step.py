"""Ways around the second step that nobody was meant to find."""

import json
import unicodedata
from typing import Any

import pytest
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.accounts import passkeys
from kinkeeper.accounts.models import AuthenticatorApp, Passkey, SetUpRelease
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials import issue, known_devices
from kinkeeper.credentials.models import Channel
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Merge, Person, Profile
from kinkeeper.readings.merging import brought
from kinkeeper.registry import restore, trash
from kinkeeper.registry.merge import merge
from kinkeeper.registry.unmerge import unmerge
from tests.accounts.signing_in import (
    PASSWORD,
    allowed,
    app_of,
    code_of,
    is_in,
    options,
    passkey_of,
    password_given,
    show,
    with_password,
)
from tests.accounts.soft_passkey import Device
from tests.cast import Cast, person

OFFICE = Actor(None, "the office", "a test")
NEW = "another lantern over the hill"
pytestmark = [pytest.mark.django_db, pytest.mark.second_step]


@pytest.fixture
def henry(cast: Cast, settings: Any) -> Person:
    settings.URL = "http://localhost:8000"
    return with_password(cast.henry)


def reset_by_mail(person: Person, browser: Client) -> None:
    uid, token = urlsafe_base64_encode(force_bytes(person.pk)), tokens.make_token(person)
    browser.get(f"/forgotten/{uid}/{token}/")
    browser.post("/forgotten/password/", {"password": NEW})
    person.refresh_from_db()


def activated(person: Person, channel: Channel, browser: Client) -> Any:
    """Opened with a code or link that the office has made: the page that follows."""
    Person.objects.filter(pk=person.pk).update(password="", email="henry@example.org")
    [made] = issue.issue_many(OFFICE, [person.pk], channel, reach=WHOLE_SITE)
    browser.get(f"/activate/{made.token}/")
    return browser.post("/activate/password/", {"password": NEW}, follow=True)


# A mail alone


def test_crd_14_a_link_that_the_office_mails_does_not_get_around_the_second_step(
    henry: Person,
) -> None:
    """The owner has said *this was not me*: the password is gone, the phone stayed, and who reads
    the mailbox has the link."""
    secret, thief = app_of(henry), Client()
    page = activated(henry, Channel.EMAIL, thief)
    assert page.request["PATH_INFO"] == "/sign-in/second-step/"
    thief.post("/sign-in/second-step/anew/")
    assert AuthenticatorApp.objects.exists()
    assert not SetUpRelease.objects.exists()
    thief.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert is_in(thief, henry)


def test_a_link_that_the_office_mails_sets_up_the_first_one(henry: Person) -> None:
    page = activated(henry, Channel.EMAIL, Client())
    assert page.request["PATH_INFO"] == "/sign-in/set-up/"


def test_r_011_a_mailbox_makes_no_device_the_owners_before_the_second_step(henry: Person) -> None:
    """Or its reader would have the counters of the owner's own phone to guess at, and to shut."""
    app_of(henry)
    reader = Client()
    reset_by_mail(henry, reader)
    cookie = reader.cookies.get("kinkeeper-device")
    assert known_devices.known(cookie.value if cookie else "", [henry]) == ""


# The own password as something to guess at


def test_crd_06_the_current_password_is_not_guessed_where_it_is_changed(henry: Person) -> None:
    browser = Client()
    browser.force_login(henry)
    for _time in range(5):
        browser.post("/account/password/", {"old": "wrong", "password": NEW})
    page = browser.post("/account/password/", {"old": PASSWORD, "password": NEW})
    assert "Too many tries" in page.content.decode()
    henry.refresh_from_db()
    assert henry.check_password(PASSWORD)


# Accounts that become one, and two again


def test_factors_of_an_account_that_was_merged_away_open_neither(henry: Person, cast: Cast) -> None:
    """And they are its own again when the merge is undone."""
    double = with_password(person("henry.double", Profile.SCHOOL_ADMINISTRATOR, cast.hillside))
    device, secret = passkey_of(double), app_of(double)
    made = merge(
        OFFICE, henry, double, reason="one person", reach=WHOLE_SITE, same_person="he says so"
    )
    browser = Client()
    show(browser, device, "/sign-in/passkey/")
    assert not is_in(browser, henry)
    assert not is_in(browser, double)
    half = password_given(henry)
    half.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert not is_in(half, henry)
    assert not factors_of(henry).any
    gone = password_given(double)
    assert gone.get("/sign-in/second-step/").status_code == 302
    mine = app_of(henry)
    unmerge(
        OFFICE,
        Merge.objects.get(pk=made.pk),
        reason="two",
        reach=WHOLE_SITE,
        undone=list,
        brought=brought,
    )
    show(browser, device, "/sign-in/passkey/")
    assert is_in(browser, double)
    theirs = password_given(double)
    theirs.post("/sign-in/second-step/", {"code": code_of(mine)})
    assert not is_in(theirs, double)


def test_whoever_was_in_the_trash_meanwhile_needs_another_release(
    henry: Person, cast: Cast
) -> None:
    allowed(henry)
    half = password_given(henry)
    trash.trash(OFFICE, henry, reach=WHOLE_SITE)
    assert half.get("/sign-in/set-up/").status_code == 302
    henry.refresh_from_db()
    restore.restore(OFFICE, henry)
    assert half.get("/sign-in/set-up/app/", follow=True).request["PATH_INFO"] != (
        "/sign-in/set-up/app/"
    )


def test_a_new_profile_asks_for_a_second_step_at_once(cast: Cast) -> None:
    """A parent who begins to work here, in an open session and half-way."""
    kari = with_password(cast.kari)
    browser = Client()
    browser.force_login(kari)
    Person.objects.filter(pk=kari.pk).update(profile=Profile.TEACHER)
    assert browser.get("/account/").status_code == 302
    assert password_given(kari).get("/", follow=True).request["PATH_INFO"] == (
        "/sign-in/set-up/allowed/"
    )


# What is typed and sent


@pytest.mark.parametrize(
    "name", ["my\0phone", "\0", "a" * 5000, "\u202egnp.exe", "<b>x</b>", "🔑" * 61]
)
def test_no_name_of_a_passkey_breaks_a_page(henry: Person, name: str) -> None:
    browser, device = Client(), Device()
    browser.force_login(henry)
    allowed(henry)
    answer = device.make(options(browser, "/account/passkeys/options/"))
    sent = browser.post("/account/passkeys/", {"answer": json.dumps(answer), "name": name})
    assert sent.status_code == 302
    kept = Passkey.objects.get().name
    assert 0 < len(kept) <= 60
    assert not any(unicodedata.category(char).startswith("C") for char in kept)
    page = browser.get("/account/").content.decode()
    assert "<b>x</b>" not in page


@given(st.text(max_size=100))
def test_law_a_name_is_one_visible_line(name: str) -> None:
    kept = passkeys.tidy_name(name)
    assert kept.isprintable()
    assert kept == kept.strip()
    assert len(kept) <= 60
    assert passkeys.tidy_name(kept) == kept


HOSTILE = [
    "",
    "null",
    "[]",
    '{"id": 1}',
    "[" * 19_000,
    '{"a":' * 3_000,
    '{"id": "\\u0000", "rawId": "\\u0000", "type": "public-key", "response": {}}',
    '{"rawId": ' + "9" * 9_000 + "}",
    "NaN",
    "\ud7ff\ufffd",
    "x" * 50_000,
]


@pytest.mark.parametrize("answer", HOSTILE)
@pytest.mark.parametrize(
    "address", ["/sign-in/passkey/", "/sign-in/second-step/passkey/", "/account/prove/passkey/"]
)
def test_no_answer_of_a_device_breaks_a_page(henry: Person, address: str, answer: str) -> None:
    passkey_of(henry)
    browser = Client()
    if address.startswith("/account/"):
        browser.force_login(henry)
    else:
        password_given(henry, browser)
    options(browser, f"{address}options/")
    assert browser.post(address, {"answer": answer}).status_code == 302
    assert is_in(browser, henry) == address.startswith("/account/")


@pytest.mark.parametrize(
    "typed", ["\0", "１２３４５６", "x" * 100_000, "0" * 16, "🔑" * 16, "ı" * 16]
)
@pytest.mark.parametrize("page", ["second-step/", "second-step/recovery/", "set-up/allowed/"])
def test_no_code_that_is_typed_breaks_a_page(henry: Person, page: str, typed: str) -> None:
    if page != "set-up/allowed/":
        app_of(henry)
    browser = password_given(henry)
    assert browser.post(f"/sign-in/{page}", {"code": typed}).status_code == 422
    assert not is_in(browser, henry)


# One challenge, one purpose


def test_crd_18_what_was_asked_for_one_purpose_is_no_answer_to_another(henry: Person) -> None:
    device = passkey_of(henry)
    half = password_given(henry)
    alone = device.show(options(half, "/sign-in/passkey/options/"))
    assert half.post("/sign-in/second-step/passkey/", {"answer": json.dumps(alone)}).status_code
    assert not is_in(half, henry)
    second = device.show(options(half, "/sign-in/second-step/passkey/options/"))
    half.post("/sign-in/passkey/", {"answer": json.dumps(second)})
    assert not is_in(half, henry)
    inside = Client()
    inside.force_login(henry)
    asked = options(inside, "/account/prove/passkey/options/")
    answer = device.show(asked)
    inside.post("/account/passkeys/", {"answer": json.dumps(answer)})
    assert Passkey.objects.count() == 1
    made = Device().make(options(inside, "/account/passkeys/options/"))
    session = inside.session
    del session["proved-at"]
    session.save()
    inside.post("/account/prove/passkey/", {"answer": json.dumps(made)})
    assert "proved-at" not in inside.session


def test_crd_18_an_answer_without_the_owners_name_opens_its_own_account(henry: Person) -> None:
    """Old security keys say none; whose it is follows from the key that signed."""
    device = passkey_of(henry)
    browser = Client()
    answer = device.show(options(browser, "/sign-in/passkey/options/"))
    del answer["response"]["userHandle"]
    browser.post("/sign-in/passkey/", {"answer": json.dumps(answer)})
    assert is_in(browser, henry)


@pytest.mark.parametrize(("kept", "shown", "opens"), [
    (0, 0, True), (0, 1, True), (1, 0, False), (5, 5, False), (5, 4, False), (5, 6, True),
    (2**32 - 2, 2**32 - 1, True), (2**32 - 1, 0, False),
])  # fmt: skip
def test_crd_18_the_count_of_a_device_never_goes_back(
    henry: Person, kept: int, shown: int, opens: bool
) -> None:
    device = passkey_of(henry, counts=False)
    Passkey.objects.update(sign_count=kept)
    device.counts, device.count = bool(shown), shown - bool(shown)
    browser = Client()
    show(browser, device, "/sign-in/passkey/")
    assert is_in(browser, henry) == opens
    assert Entry.objects.filter(action="factor.copied").exists() != opens


# Time


def test_a_clock_that_goes_back_opens_no_code_twice(henry: Person) -> None:
    secret = app_of(henry)
    codes = [code_of(secret, later=later) for later in (-1, 0, 1)]  # of one moment
    browser = password_given(henry)
    browser.post("/sign-in/second-step/", {"code": codes[-1]})
    assert is_in(browser, henry)
    for code in codes:
        again = password_given(henry)
        again.post("/sign-in/second-step/", {"code": code})
        assert not is_in(again, henry)


# From another site's page


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in/passkey/options/",
        "/sign-in/second-step/passkey/options/",
        "/sign-in/second-step/anew/",
        "/sign-in/set-up/passkey/options/",
        "/account/passkeys/options/",
        "/account/prove/passkey/options/",
        "/account/recovery-codes/",
        "/account/app/remove/",
        "/not-me/",
    ],
)
def test_web_01_another_sites_page_sends_nothing_to_the_second_step(
    henry: Person, address: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(henry)
    assert browser.post(address).status_code == 403

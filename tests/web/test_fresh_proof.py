"""R-016, CRD-16: what an unlocked computer must not do alone asks again who is there."""

import time
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as django_settings
from django.test import Client

from kinkeeper.people.models import Person
from kinkeeper.web.fresh_proof import KEPT, Within
from kinkeeper.web.gate import Rule
from tests.accounts.signing_in import PASSWORD, app_of, code_of, with_password
from tests.cast import Cast
from tests.routes import routes

pytestmark = pytest.mark.django_db
# What R-016 names, and what else cannot be undone or shows much of many.
MUST = {
    "entry:add-app", "entry:add-passkey", "entry:remove-app", "entry:remove-passkey",
    "entry:recovery-codes", "entry:session-end", "entry:sessions-end-others",
    "staff:batch-new", "staff:batch-letters", "staff:import-rows-to-mend",
    "staff:absence-export", "staff:import-pupils", "staff:person-edit", "staff:person-start-over",
    "staff:person-second-step", "staff:person-block", "staff:person-remove",
    "staff:person-copy", "entry:own-data",
    "staff:person-rights", "staff:person-connect", "staff:proposed-grant", "staff:block-lift",
    "staff:person-protection", "staff:protected", "staff:settings", "staff:merge",
    "staff:layout", "staff:layout-information", "staff:contact-change-accept", "parents:contact",
    "staff:person-view-as", "staff:person-erase",
    "staff:meeting-export", "staff:breach", "staff:breach-new", "staff:breach-report",
}  # fmt: skip


def rule(name: str) -> Rule:
    [found] = [each.pattern.callback for each in routes() if each.name == name]
    gate: Rule = found.gate  # type: ignore[attr-defined]  # the gate's mark
    return gate


def stale(browser: Client, minutes: int) -> None:
    session = browser.session
    session[KEPT] = int(time.time()) - minutes * 60
    session.save()


@pytest.fixture
def henry(cast: Cast) -> Person:
    return with_password(cast.henry)


def test_r_016_sensitive_acts_ask_again() -> None:
    assert {name for name in MUST if rule(name).fresh is None} == set()


def test_r_016_a_stale_session_gets_the_page_that_asks(henry: Person) -> None:
    browser = Client()
    browser.force_login(henry)
    address = f"/staff/people/{henry.pk}/edit/"
    assert browser.get(address).status_code in {200, 404}
    stale(browser, 121)
    answer = browser.get(address)
    assert unquote(answer["Location"]) == f"/account/prove/?next={address}"
    wrong = browser.post("/account/prove/", {"password": "wrong", "next": address})
    assert wrong.status_code == 422
    proved = browser.post("/account/prove/", {"password": PASSWORD, "next": address})
    assert proved["Location"] == address
    assert browser.get(address).status_code in {200, 404}


def test_crd_17_r_030_whoever_shows_it_again_gets_another_key_and_the_old_one_opens_nothing(
    henry: Person,
) -> None:
    browser = Client()
    browser.force_login(henry)
    stale(browser, 20)
    copied = Client()
    copied.cookies[django_settings.SESSION_COOKIE_NAME] = browser.session.session_key or ""
    assert copied.get("/account/").status_code == 200
    said = {"password": PASSWORD, "next": "/account/"}
    assert browser.post("/account/prove/", said).status_code == 302
    assert browser.get("/account/").status_code == 200
    assert copied.get("/account/").status_code == 302


def test_a_form_that_was_opened_in_time_is_not_lost(henry: Person) -> None:
    browser = Client()
    browser.force_login(henry)
    stale(browser, 20)
    asked = browser.get("/staff/credentials/new/")
    assert asked["Location"].startswith("/account/prove/")
    sent: Any = browser.post("/staff/credentials/new/", {})
    assert not sent.get("Location", "").startswith("/account/prove/")
    stale(browser, 31)
    page = {"referer": "http://testserver/staff/credentials/new/"}
    late = browser.post("/staff/credentials/new/", {}, headers=page)
    assert unquote(late["Location"]) == "/account/prove/?next=/staff/credentials/new/"


def test_who_has_a_second_step_shows_that_and_not_the_password(henry: Person) -> None:
    secret = app_of(henry)
    browser = Client()
    browser.force_login(henry)
    stale(browser, 20)
    browser.post("/account/prove/", {"password": PASSWORD, "next": "/account/app/"})
    assert browser.get("/account/app/").status_code == 302
    browser.post("/account/prove/", {"code": code_of(secret), "next": "/account/app/"})
    assert browser.get("/account/app/").status_code == 200


@pytest.mark.parametrize("after", ["//evil.example/", "https://evil.example", "javascript:x()"])
def test_web_02_the_way_back_stays_here(henry: Person, after: str) -> None:
    browser = Client()
    browser.force_login(henry)
    answer = browser.post("/account/prove/", {"password": PASSWORD, "next": after})
    assert answer["Location"] == "/"


def test_crd_06_the_page_that_asks_is_nothing_to_guess_at(henry: Person) -> None:
    browser = Client()
    browser.force_login(henry)
    for _time in range(6):
        browser.post("/account/prove/", {"password": "wrong"})
    answer = browser.post("/account/prove/", {"password": PASSWORD})
    assert "Too many tries" in answer.content.decode()


def test_every_limit_is_shorter_than_a_working_day() -> None:
    assert all(each.value.total_seconds() <= 2 * 3600 for each in Within)

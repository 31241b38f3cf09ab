"""Signing in over HTTP, step by step, as a browser does."""

import base64
import json
import re
import time
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import make_password
from django.test import Client

from kinkeeper.accounts import set_up
from kinkeeper.accounts.authenticator_app import NewApp
from kinkeeper.accounts.models import AuthenticatorApp
from kinkeeper.journal.actor import Actor
from kinkeeper.people.models import Person
from tests.accounts.soft_passkey import Device

PASSWORD = "quiet lantern over the lake"  # a test's
KEY = re.compile(r'<code class="typed-key" dir="ltr">([A-Z2-7 ]+)</code>')
CODES = re.compile(r"<code>([0-9A-Z-]{19})</code>")


def with_password(person: Person) -> Person:
    Person.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))
    person.refresh_from_db()
    return person


def password_given(person: Person, browser: Client | None = None, **more: str) -> Client:
    """A browser in which name and password were typed."""
    browser = browser or Client()
    browser.post("/sign-in/", {"username": person.username, "password": PASSWORD, **more})
    return browser


def is_in(browser: Client, person: Person) -> bool:
    """Whether the pages take this browser for the person's."""
    return browser.session.get("_auth_user_id") == str(person.pk)


def allowed(person: Person) -> None:
    set_up.release(Actor(None, "command line", "a test"), person, "seen in person")


def code_of(secret: str, later: int = 0) -> str:
    """What an app shows now, or `later` steps of 30 seconds from now."""
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)
    return totp.generate(time.time() + 30 * later).decode()


def app_of(person: Person) -> str:
    """The secret of an app that the person has from now on."""
    new = NewApp.draw()
    set_up.allow_new(Actor(None, "command line", "a test"), person)
    set_up.add_app(Actor(person.pk, "", ""), person, new, code_of(new.secret))
    # as if it had been added long ago: the code of this half minute is still good
    AuthenticatorApp.objects.filter(person=person).update(last_step=0)
    return new.secret


def options(browser: Client, address: str) -> dict[str, Any]:
    answer = browser.post(address)
    assert answer.status_code == 200, answer
    return dict(answer.json())


def passkey_of(person: Person, **device: Any) -> Device:
    """Added on the page, in a browser of its own."""
    made, browser = Device(**device), Client()
    browser.force_login(person)
    allowed(person)
    answer = made.make(options(browser, "/account/passkeys/options/"))
    browser.post("/account/passkeys/", {"answer": json.dumps(answer), "name": "my phone"})
    return made


def show(browser: Client, device: Device, address: str) -> Any:
    """The page's answer to a passkey shown at this address."""
    answer = device.show(options(browser, f"{address}options/"))
    return browser.post(address, {"answer": json.dumps(answer)})

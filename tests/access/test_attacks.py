"""An evening of many parents behind one address, a victim under attack from many, and what the
office is told: nobody is shut out, and nothing is guessed."""

import random
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.accounts.models import AuthenticatorApp
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, CredentialState
from kinkeeper.credentials.redeem import MOST_WRONG
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import deny
from kinkeeper.letters import password_reset_mail, sign_in_notices
from kinkeeper.lib import typed_codes
from kinkeeper.organisations import settings as site_settings
from kinkeeper.people.models import Membership, Person, Profile
from tests.accounts.signing_in import (
    app_of,
    code_of,
    is_in,
    passkey_of,
    password_given,
    show,
    with_password,
)
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")
HALL, EVERYBODY = "203.0.113.80", 300
NEW = "green harbour seven ladders"
AT_THE_PAGE = 20  # addresses; by then all wait, and the page does no more than to ask how long


@pytest.fixture(autouse=True)
def open_site(cast: Cast, settings: Any) -> None:
    settings.URL = "http://localhost:8000"
    site_settings.change(OFFICE, "parent_login", value=True)


def parents(cast: Cast) -> list[Person]:
    """Three hundred, with the same password: it costs one hash."""
    hashed = with_password(cast.kari).password
    made = [
        Person(
            username=f"parent{number}",
            username_folded=f"parent{number}",
            given_name="Parent",
            family_name=str(number),
            profile=Profile.PARENT,
            password=hashed,
        )
        for number in range(EVERYBODY)
    ]
    people = Person.objects.bulk_create(made)
    Membership.objects.bulk_create(
        Membership(person=each, organisation=cast.hillside) for each in people
    )
    return people


def test_ops_01_crd_08_an_evening_of_three_hundred_parents_behind_one_address(cast: Cast) -> None:
    """A quarter mistype once, some twice; a pupil in the hall guesses at one of them."""
    at_random = random.Random(300)
    people = parents(cast)
    at_random.shuffle(people)
    for number, each in enumerate(people):
        browser = Client(REMOTE_ADDR=HALL)
        for _slip in range(at_random.choices((0, 1, 2), (70, 25, 5))[0]):
            browser.post("/sign-in/", {"username": each.username, "password": "mistyped"})
        if number % 30 == 0:
            pupil = Client(REMOTE_ADDR=HALL)
            pupil.post("/sign-in/", {"username": "kari.berg", "password": f"guess {number}"})
        password_given(each, browser)
        assert is_in(browser, each), each


def test_crd_08_a_victim_under_attack_from_a_hundred_addresses(cast: Cast) -> None:
    """Four guesses each, of which all but the first fifty wait. The owner comes in from the own
    device, with a passkey, and after a new password by mail; neighbours notice nothing; no guess
    opens."""
    kari, jonas = with_password(cast.kari), with_password(cast.jonas)
    Person.objects.filter(pk=kari.pk).update(email="kari@example.org")
    tablet = password_given(kari)
    assert is_in(tablet, kari)
    tablet.post("/sign-out/")
    for number in range(100):
        address = f"198.51.100.{number}"
        if number >= AT_THE_PAGE:
            assert Try("kari.berg", address, "").minutes()
            continue
        attacker = Client(REMOTE_ADDR=address)
        for guess in range(4):
            form = {"username": "kari.berg", "password": f"guess {number} {guess}"}
            attacker.post("/sign-in/", form)
        assert not is_in(attacker, kari)
    password_given(kari, tablet)
    assert is_in(tablet, kari)
    stranger = password_given(kari, Client(REMOTE_ADDR="192.0.2.7"))
    assert not is_in(stranger, kari)  # a new device waits, or chooses one of the other ways:
    password_reset_mail.post_reset_mails(OFFICE, "kari.berg")
    link = next(word for word in mail.outbox[-1].body.split() if "/forgotten/" in word)
    stranger.get(link.removeprefix("http://localhost:8000"))
    stranger.post("/forgotten/password/", {"password": NEW})
    stranger.post("/sign-in/", {"username": "kari.berg", "password": NEW})
    assert is_in(stranger, kari)
    neighbour = password_given(jonas, Client(REMOTE_ADDR="192.0.2.8"))
    assert is_in(neighbour, jonas)


def test_crd_08_a_passkey_comes_in_while_the_password_is_attacked(cast: Cast) -> None:
    kari = with_password(cast.kari)
    device = passkey_of(kari)
    for number in range(60):
        attacker = Client(REMOTE_ADDR=f"198.51.100.{number}")
        attacker.post("/sign-in/", {"username": "kari.berg", "password": f"guess {number}"})
    browser = Client(REMOTE_ADDR="198.51.100.1")  # from an attacker's own network, too
    show(browser, device, "/sign-in/passkey/")
    assert is_in(browser, kari)


@pytest.mark.second_step
def test_r_010_who_knows_the_password_guesses_no_code_and_the_office_is_told(cast: Cast) -> None:
    henry = with_password(cast.henry)
    Person.objects.filter(pk=henry.pk).update(email="henry@example.org")
    henry.refresh_from_db()
    device, secret = passkey_of(henry), app_of(henry)
    laptop = password_given(henry)
    laptop.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert is_in(laptop, henry)
    laptop.post("/sign-out/")
    AuthenticatorApp.objects.update(wrong_tries=49)
    thief = password_given(henry, Client(REMOTE_ADDR="198.51.100.9"))
    thief.post("/sign-in/second-step/", {"code": code_of(secret, later=60)})
    thief.post("/sign-in/second-step/", {"code": code_of(secret, later=1)})
    assert not is_in(thief, henry)
    sign_in_notices.post()
    assert "knows your password" in mail.outbox[-1].body
    password_given(henry, laptop)
    laptop.post("/sign-in/second-step/", {"code": code_of(secret, later=1)})
    assert is_in(laptop, henry)
    phone = Client(REMOTE_ADDR="192.0.2.7")
    show(phone, device, "/sign-in/passkey/")
    assert is_in(phone, henry)
    assert "codes until the app stopped" in phone.get("/staff/").content.decode()


def test_crd_22_codes_that_were_burned_are_told_and_can_be_printed_again(cast: Cast) -> None:
    """Ten wrong endings kill a code; whose it was shows nowhere but in the office."""
    [issued] = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)
    start = issued.code[: typed_codes.SELECTOR] if issued.code else ""
    seen = set()
    for number in range(MOST_WRONG):
        wrong = next(_with_start(start))
        attacker = Client(REMOTE_ADDR=f"198.51.100.{number}")
        seen.add(attacker.post("/activate/", {"code": wrong}).status_code)
    issued.credential.refresh_from_db()
    assert issued.credential.state == CredentialState.VOIDED
    assert seen == {422}
    office = Client()
    office.force_login(cast.henry)
    home = office.get("/staff/").content.decode()
    assert "1 code stopped working because someone guessed at it" in home
    told = office.get("/staff/journal/?act=credential.guessed").content.decode()
    assert "Kari Berg" in told
    again = {"form": "pages", "person": str(cast.kari.pk)}
    assert office.get("/staff/credentials/new/", again).status_code == 200
    assert Entry.objects.filter(action="credential.guessed", person_id=cast.kari.pk).count() == 1


def test_k14_an_office_is_told_of_its_own_people_alone(cast: Cast) -> None:
    deny(OFFICE, "credential.guessed", person_id=cast.stranger.pk)
    office = Client()
    office.force_login(cast.henry)
    assert "guessed at it" not in office.get("/staff/").content.decode()
    site = Client()
    site.force_login(cast.admin)
    assert "guessed at it" in site.get("/staff/").content.decode()


def _with_start(start: str) -> Any:
    """Well-formed codes with these first characters."""
    rest = typed_codes.LENGTH - typed_codes.SELECTOR - 1
    while True:
        body = start + "".join(random.choice(typed_codes.ALPHABET) for _ in range(rest))
        for last in typed_codes.ALPHABET:
            if typed_codes.well_formed(body + last):
                yield body + last

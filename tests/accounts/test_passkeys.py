"""Passkeys over HTTP, with a device in software that can also be dishonest."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kinkeeper.accounts import passkey_address, passkeys
from kinkeeper.accounts.models import Passkey
from kinkeeper.journal.models import Entry
from kinkeeper.people.models import Person, PersonState
from tests.accounts.signing_in import (
    allowed,
    app_of,
    is_in,
    options,
    passkey_of,
    password_given,
    show,
    with_password,
)
from tests.accounts.soft_passkey import Device
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.second_step]
ALONE, SECOND = "/sign-in/passkey/", "/sign-in/second-step/passkey/"


@pytest.fixture(autouse=True)
def a_site_with_a_name(settings: Any) -> None:
    settings.URL = "http://localhost:8000"


@pytest.fixture
def henry(cast: Cast) -> Person:
    return with_password(cast.henry)


def test_a_passkey_alone_opens_for_it_is_two_things(henry: Person) -> None:
    device, browser = passkey_of(henry), Client()
    assert show(browser, device, ALONE)["Location"] == "/"
    assert is_in(browser, henry)


def test_a_passkey_is_a_second_step(henry: Person) -> None:
    device, browser = passkey_of(henry), password_given(henry)
    assert not is_in(browser, henry)
    show(browser, device, SECOND)
    assert is_in(browser, henry)


def test_a_passkey_is_set_up_at_sign_in(henry: Person) -> None:
    allowed(henry)
    browser, device = password_given(henry), Device()
    answer = device.make(options(browser, "/sign-in/set-up/passkey/options/"))
    done = browser.post("/sign-in/set-up/passkey/", {"answer": json.dumps(answer)})
    assert done["Location"] == "/account/recovery-codes/"
    assert is_in(browser, henry)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"site": "evil.example"},
        {"verifies": False},
    ],
    ids=str,
)
def test_crd_18_an_answer_from_elsewhere_or_without_a_finger_is_refused(
    henry: Person, wrong: dict[str, Any]
) -> None:
    device = passkey_of(henry)
    for name, value in wrong.items():
        setattr(device, name, value)
    for address, browser in ((ALONE, Client()), (SECOND, password_given(henry))):
        show(browser, device, address)
        assert not is_in(browser, henry)
    made = Device(**wrong)
    browser = Client()
    browser.force_login(henry)
    answer = made.make(options(browser, "/account/passkeys/options/"))
    browser.post("/account/passkeys/", {"answer": json.dumps(answer)})
    assert Passkey.objects.count() == 1


def test_crd_18_an_answer_is_good_once_and_in_its_own_browser(henry: Person) -> None:
    device, browser = passkey_of(henry), Client()
    answer = json.dumps(device.show(options(browser, f"{ALONE}options/")))
    other = Client()
    options(other, f"{ALONE}options/")
    other.post(ALONE, {"answer": answer})
    assert not is_in(other, henry)
    browser.post(ALONE, {"answer": answer})
    assert is_in(browser, henry)
    browser.post("/sign-out/")
    browser.post(ALONE, {"answer": answer})
    assert not is_in(browser, henry)


def test_crd_18_somebody_elses_passkey_is_no_second_step(henry: Person, cast: Cast) -> None:
    passkey_of(henry)
    theirs = passkey_of(with_password(cast.admin))
    browser = password_given(henry)
    show(browser, theirs, SECOND)
    assert not is_in(browser, henry)
    assert not is_in(browser, cast.admin)


def test_crd_18_a_passkey_with_another_owners_name_is_refused(henry: Person, cast: Cast) -> None:
    device = passkey_of(henry)
    device.owner = passkey_of(with_password(cast.admin)).owner
    browser = Client()
    show(browser, device, ALONE)
    assert not is_in(browser, henry)
    assert not is_in(browser, cast.admin)


def test_a_copied_passkey_is_refused_and_stands_in_the_journal(henry: Person) -> None:
    device = passkey_of(henry)
    show(Client(), device, ALONE)
    device.count -= 1
    browser = Client()
    show(browser, device, ALONE)
    assert not is_in(browser, henry)
    assert Entry.objects.filter(action="factor.copied", person_id=henry.pk).exists()


def test_a_device_that_counts_nothing_opens_again_and_again(henry: Person) -> None:
    device = passkey_of(henry, counts=False)
    for _time in range(2):
        browser = Client()
        show(browser, device, ALONE)
        assert is_in(browser, henry)


def test_another_signature_is_refused(henry: Person) -> None:
    device = passkey_of(henry)
    device.key = Device().key
    browser = Client()
    show(browser, device, ALONE)
    assert not is_in(browser, henry)


def test_a_passkey_opens_nothing_for_the_trashed(henry: Person) -> None:
    device, browser = passkey_of(henry), Client()
    Person.objects.filter(pk=henry.pk).update(state=PersonState.TRASHED)
    show(browser, device, ALONE)
    assert not is_in(browser, henry)


def test_crd_18_the_last_way_in_stays_and_another_may_go(henry: Person) -> None:
    passkey_of(henry)
    browser = Client()
    browser.force_login(henry)
    number = Passkey.objects.get().pk
    browser.post(f"/account/passkeys/{number}/remove/")
    assert Passkey.objects.exists()
    app_of(henry)
    browser.post(f"/account/passkeys/{number}/remove/")
    assert not Passkey.objects.exists()


def test_nobody_removes_or_adds_a_passkey_of_somebody_else(henry: Person, cast: Cast) -> None:
    passkey_of(henry)
    browser = Client()
    browser.force_login(cast.admin)
    answer = browser.post(f"/account/passkeys/{Passkey.objects.get().pk}/remove/")
    assert answer.status_code == 404
    assert Passkey.objects.filter(person=henry).exists()
    # without a release the first one needs more than an open session
    assert browser.post("/account/passkeys/options/").status_code == 404


def test_the_same_device_is_added_once(henry: Person, cast: Cast) -> None:
    device = passkey_of(henry)
    browser = Client()
    browser.force_login(cast.admin)
    allowed(cast.admin)
    answer = device.make(options(browser, "/account/passkeys/options/"))
    browser.post("/account/passkeys/", {"answer": json.dumps(answer)})
    assert list(Passkey.objects.values_list("person", flat=True)) == [henry.pk]


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://parents.school.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://[2001:db8::1]", False),
        ("http://parents.school.example", False),
    ],
)
def test_where_browsers_make_passkeys(settings: Any, address: str, may: bool) -> None:
    settings.URL, settings.SECURE = address, address.startswith("https")
    assert passkey_address.possible() is may


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=20), each),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "x"]), JSON), JSON)
def test_law_whatever_a_browser_sends_is_refused_and_not_an_error(
    answer: dict[str, Any], response: Any
) -> None:
    _options, state = passkeys.begin_showing(None)
    with pytest.raises(passkeys.Refused):
        passkeys.shown(state, answer | {"response": response})

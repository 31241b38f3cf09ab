"""The second step of signing in, over HTTP."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.accounts import recovery_codes
from kinkeeper.accounts.models import AuthenticatorApp, RecoveryCode, SetUpRelease
from kinkeeper.credentials import issue
from kinkeeper.credentials.models import Channel, Tries
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry import start_over
from tests.accounts.signing_in import (
    CODES,
    KEY,
    PASSWORD,
    allowed,
    app_of,
    code_of,
    is_in,
    password_given,
    with_password,
)
from tests.cast import Cast

OFFICE = Actor(None, "the office", "a test")
pytestmark = [pytest.mark.django_db, pytest.mark.second_step]


@pytest.fixture
def henry(cast: Cast) -> Person:
    return with_password(cast.henry)


def test_r_001_a_password_alone_opens_no_page_of_staff(henry: Person) -> None:
    browser = password_given(henry)
    assert not is_in(browser, henry)
    for address in ("/", "/staff/", "/staff/people/", "/account/", "/children/", "/hat/"):
        answer = browser.get(address, follow=True)
        assert answer.request["PATH_INFO"] in {"/sign-in/set-up/allowed/", "/sign-in/"}, address


def test_a_password_alone_sets_up_nothing(henry: Person) -> None:
    browser = password_given(henry)
    for address in ("/sign-in/set-up/app/", "/sign-in/set-up/", "/sign-in/set-up/passkey/options/"):
        answer = browser.post(address, {"code": "123456"})
        assert answer.status_code == 302, address
        assert answer["Location"] == "/sign-in/set-up/allowed/"
    assert not AuthenticatorApp.objects.exists()


def test_an_app_is_set_up_after_a_colleague_allowed_it(henry: Person) -> None:
    allowed(henry)
    browser = password_given(henry)
    page = browser.get("/", follow=True)
    assert page.request["PATH_INFO"] == "/sign-in/set-up/"
    secret = KEY.findall(browser.get("/sign-in/set-up/app/").content.decode())[0]
    assert secret in browser.get("/sign-in/set-up/app/").content.decode()  # stays on reloading
    wrong = browser.post("/sign-in/set-up/app/", {"code": code_of(secret, later=40)})
    assert wrong.status_code == 422
    assert not is_in(browser, henry)
    done = browser.post("/sign-in/set-up/app/", {"code": code_of(secret)})
    assert done["Location"] == "/account/recovery-codes/"
    assert is_in(browser, henry)
    assert not SetUpRelease.objects.exists()
    codes = CODES.findall(browser.post("/account/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    assert not CODES.findall(browser.get("/account/recovery-codes/").content.decode())


def test_the_code_of_a_letter_allows_it_and_is_used_up(henry: Person, office: Actor) -> None:
    [made] = issue.issue_many(office, [henry.pk], Channel.LETTER, reach=WHOLE_SITE)
    browser = password_given(henry)
    answer = browser.post("/sign-in/set-up/allowed/", {"code": made.code})
    assert answer["Location"] == "/sign-in/set-up/"
    assert browser.get("/sign-in/set-up/").status_code == 200
    SetUpRelease.objects.all().delete()
    assert browser.post("/sign-in/set-up/allowed/", {"code": made.code}).status_code == 422


def test_the_code_of_somebody_elses_letter_allows_nothing(
    henry: Person, cast: Cast, office: Actor
) -> None:
    [made] = issue.issue_many(office, [cast.kari.pk], Channel.LETTER, reach=WHOLE_SITE)
    browser = password_given(henry)
    assert browser.post("/sign-in/set-up/allowed/", {"code": made.code}).status_code == 422
    made.credential.refresh_from_db()
    assert made.credential.state == "issued"


def test_a_letter_that_opens_the_account_allows_it_too(cast: Cast, office: Actor) -> None:
    [made] = issue.issue_many(office, [cast.henry.pk], Channel.LETTER, reach=WHOLE_SITE)
    browser = Client()
    browser.get(f"/activate/{made.token}/")
    answer = browser.post("/activate/password/", {"password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/sign-in/set-up/"
    assert not is_in(browser, cast.henry)


def test_a_link_that_was_ordered_to_a_mailbox_allows_nothing(cast: Cast) -> None:
    somebody = Actor(None, "somebody", "203.0.113.9")
    [made] = issue.issue_many(somebody, [cast.henry.pk], Channel.EMAIL, reach=WHOLE_SITE)
    browser = Client()
    browser.get(f"/activate/{made.token}/")
    answer = browser.post("/activate/password/", {"password": PASSWORD}, follow=True)
    assert answer.request["PATH_INFO"] == "/sign-in/set-up/allowed/"


def test_who_has_an_app_is_asked_for_its_code(henry: Person) -> None:
    secret = app_of(henry)
    browser = password_given(henry, next="/staff/journal/")
    page = browser.get("/staff/people/", follow=True)
    assert page.request["PATH_INFO"] == "/sign-in/second-step/"
    answer = browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert answer["Location"] == "/staff/journal/"
    assert is_in(browser, henry)


def test_no_code_opens_twice(henry: Person) -> None:
    secret = app_of(henry)
    code = code_of(secret)
    first, second = password_given(henry), password_given(henry)
    first.post("/sign-in/second-step/", {"code": code})
    assert second.post("/sign-in/second-step/", {"code": code}).status_code == 422
    assert (is_in(first, henry), is_in(second, henry)) == (True, False)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "-12345", "1e5   "])
def test_what_is_no_code_opens_nothing(henry: Person, typed: str) -> None:
    app_of(henry)
    browser = password_given(henry)
    assert browser.post("/sign-in/second-step/", {"code": typed}).status_code == 422
    assert not is_in(browser, henry)


def test_guessing_at_the_app_is_slowed_down_and_then_shut(henry: Person) -> None:
    secret = app_of(henry)
    browser = password_given(henry)
    for _time in range(5):
        browser.post("/sign-in/second-step/", {"code": code_of(secret, later=50)})
    page = browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert "Too many tries" in page.content.decode()
    assert not is_in(browser, henry)
    assert AuthenticatorApp.objects.get().wrong_tries == 5
    AuthenticatorApp.objects.update(wrong_tries=50)
    other = Client(REMOTE_ADDR="198.51.100.3")
    Tries.objects.all().delete()
    password_given(henry, other)
    page = other.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert "Use another way below" in page.content.decode()


def test_r_011_others_guesses_do_not_shut_the_app_on_the_owners_device(henry: Person) -> None:
    secret = app_of(henry)
    mine = password_given(henry)
    mine.post("/sign-in/second-step/", {"code": code_of(secret, later=-1)})
    assert is_in(mine, henry)
    mine.post("/sign-out/")
    stranger = password_given(henry)
    for _time in range(7):
        stranger.post("/sign-in/second-step/", {"code": code_of(secret, later=50)})
    AuthenticatorApp.objects.update(wrong_tries=50)
    password_given(henry, mine)
    mine.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert is_in(mine, henry)


def test_crd_14_a_new_password_does_not_get_around_the_second_step(henry: Person) -> None:
    app_of(henry)
    uid, token = urlsafe_base64_encode(force_bytes(henry.pk)), tokens.make_token(henry)
    browser = Client()
    browser.get(f"/forgotten/{uid}/{token}/")
    browser.post("/forgotten/password/", {"password": "another lantern over the hill"})
    browser.post(
        "/sign-in/", {"username": henry.username, "password": "another lantern over the hill"}
    )
    assert not is_in(browser, henry)
    assert browser.get("/", follow=True).request["PATH_INFO"] == "/sign-in/second-step/"


def test_crd_14_a_recovery_code_opens_once_and_gives_a_new_one(henry: Person) -> None:
    app_of(henry)
    codes = recovery_codes.make(henry)
    browser = password_given(henry)
    page = browser.post("/sign-in/second-step/recovery/", {"code": codes[0].lower()})
    [fresh] = CODES.findall(page.content.decode())
    assert is_in(browser, henry)
    assert RecoveryCode.objects.filter(used_at=None).count() == 10
    again = password_given(henry)
    assert again.post("/sign-in/second-step/recovery/", {"code": codes[0]}).status_code == 422
    assert not is_in(again, henry)
    assert again.post("/sign-in/second-step/recovery/", {"code": fresh}).status_code == 200
    assert is_in(again, henry)


def test_whose_phone_is_lost_starts_anew_after_a_release_alone(henry: Person) -> None:
    secret = app_of(henry)
    browser = password_given(henry)
    browser.post("/sign-in/second-step/anew/")
    assert AuthenticatorApp.objects.exists()
    allowed(henry)
    assert "Set it up again" in browser.get("/sign-in/second-step/recovery/").content.decode()
    answer = browser.post("/sign-in/second-step/anew/", follow=True)
    assert answer.request["PATH_INFO"] == "/sign-in/set-up/"
    assert not AuthenticatorApp.objects.exists()
    assert not is_in(browser, henry)
    thief = password_given(henry)
    thief.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert not is_in(thief, henry)


def test_half_way_ends_with_a_new_password_and_after_a_while(henry: Person) -> None:
    secret = app_of(henry)
    browser = password_given(henry)
    session = browser.session
    kept = session["half-way"]
    session["half-way"] = kept | {"since": kept["since"] - 15 * 60 - 5}
    session.save()
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert not is_in(browser, henry)
    browser = password_given(henry)
    henry.set_password("another lantern over the hill")
    henry.save()
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert not is_in(browser, henry)


def test_half_way_in_for_one_is_half_way_in_for_nobody_else(henry: Person, cast: Cast) -> None:
    """Two accounts in one browser, one after the other."""
    secret = app_of(henry)
    other = with_password(cast.admin)
    app_of(other)
    browser = password_given(henry)
    password_given(other, browser)
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    assert not is_in(browser, henry)
    assert not is_in(browser, other)


def test_crd_17_the_secret_of_the_session_changes_at_both_steps(henry: Person) -> None:
    secret = app_of(henry)
    browser = Client()
    browser.get("/forgotten/x/y/")  # something is kept before anybody signs in
    keys = [browser.session.session_key]
    password_given(henry, browser)
    keys.append(browser.session.session_key)
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    keys.append(browser.session.session_key)
    assert len(set(keys)) == 3


def test_starting_over_takes_the_second_step_too(henry: Person, office: Actor) -> None:
    """Whoever the next letter reaches is not asked for the phone of the one before."""
    app_of(henry)
    allowed(henry)
    start_over.start_over(office, henry, reason="the wrong person", reach=WHOLE_SITE)
    assert not AuthenticatorApp.objects.exists()
    assert not SetUpRelease.objects.exists()


def test_a_release_ends_after_a_day(henry: Person) -> None:
    allowed(henry)
    SetUpRelease.objects.update(until=timezone.now())
    browser = password_given(henry)
    answer = browser.get("/sign-in/set-up/app/", follow=True)
    assert answer.request["PATH_INFO"] == "/sign-in/set-up/allowed/"


def test_the_last_second_step_of_staff_stays(henry: Person) -> None:
    app_of(henry)
    browser = Client()
    browser.force_login(henry)
    page = browser.post("/account/app/remove/", follow=True)
    assert "Add another one first" in page.content.decode()
    assert AuthenticatorApp.objects.exists()


def test_parents_are_asked_for_none_unless_they_have_one(cast: Cast) -> None:
    kari = with_password(cast.kari)
    settings.change(Actor(None, "office", ""), "parent_login", value=True)
    browser = password_given(kari)
    assert is_in(browser, kari)
    browser.post("/sign-out/")
    app_of(kari)
    assert not is_in(password_given(kari), kari)


def test_nothing_secret_stands_in_the_journal(henry: Person) -> None:
    secret = app_of(henry)
    browser = password_given(henry)
    browser.post("/sign-in/second-step/", {"code": "000000"})
    browser.post("/sign-in/second-step/", {"code": code_of(secret)})
    told = str(list(Entry.objects.values_list("action", "data")))
    assert secret not in told
    assert code_of(secret) not in told
    assert "factor.refused" in told


def test_no_session_without_a_second_step_goes_on_when_one_is_required(henry: Person) -> None:
    settings.change(OFFICE, "staff_second_factor", "off")
    simple = password_given(henry)
    assert is_in(simple, henry)
    secret = app_of(henry)
    careful = password_given(henry)
    careful.post("/sign-in/second-step/", {"code": code_of(secret)})
    settings.change(OFFICE, "staff_second_factor", "required")
    assert simple.get("/staff/").status_code == 302
    assert careful.get("/staff/").status_code == 200


def test_who_requires_it_has_one(cast: Cast) -> None:
    settings.change(OFFICE, "staff_second_factor", "off")
    browser = Client()
    browser.force_login(cast.admin)
    form = settings.everything() | {"staff_second_factor": "required"}
    refused = browser.post("/staff/settings/", form)
    assert "shut yourself out" in refused.content.decode()
    app_of(cast.admin)
    assert browser.post("/staff/settings/", form).status_code == 302
    assert settings.get("staff_second_factor") == "required"

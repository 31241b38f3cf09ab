"""In another language no page on the way into an account, and none that tells of a failure, has a
sentence left in English."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.accounts import recovery_codes
from kinkeeper.accounts.oidc import ask, description
from kinkeeper.accounts.provider_models import Identity
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, SignInNotice, Tries
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.credentials.sign_in_notices import What, tell, token_of
from kinkeeper.letters import sign_in_notices
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, Profile
from tests.accounts import lying_provider, provider_steps
from tests.accounts.signing_in import allowed, app_of
from tests.addressing import OFFICE, given, link, posted
from tests.cast import PASSWORD, Cast, person
from tests.merging import merged
from tests.pseudo_language import busy_school, catalogue, shown
from tests.pseudo_language.walk import is_page

pytestmark = pytest.mark.django_db
NEW = "green harbour seven ladders"


@pytest.fixture
def kari(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Person:
    catalogue.speak(monkeypatch)
    been_in = {"password": make_password(PASSWORD), "last_login": timezone.now()}
    Person.objects.filter(pk=cast.kari.pk).update(**been_in)
    return Person.objects.get(pk=cast.kari.pk)


def by_code(browser: Client, kari: Person) -> list[Any]:
    [first] = issue_many(OFFICE, [kari.pk], Channel.LETTER)
    [issued] = issue_many(OFFICE, [kari.pk], Channel.LETTER)
    return [
        browser.post("/activate/", {"code": "AAAA-BBBB-CCCC"}),
        browser.get(f"/activate/{first.token}/"),
        browser.get("/activate/x/"),
        browser.get(f"/activate/{issued.token}/", follow=True),
        browser.post("/activate/password/", {"password": "short"}),
        browser.post("/activate/password/", {"password": NEW}, follow=True),
        browser.get(f"/activate/{issued.token}/"),
    ]


def by_mail(browser: Client, kari: Person) -> list[Any]:
    uid = urlsafe_base64_encode(force_bytes(kari.pk))
    return [
        browser.post("/forgotten/", {"name": "kari.berg"}, follow=True),
        browser.get(f"/forgotten/{uid}/x-y/"),
        browser.get(f"/forgotten/{uid}/{tokens.make_token(kari)}/", follow=True),
        browser.post("/forgotten/password/", {"password": "passwordpassword"}),
        browser.post("/forgotten/password/", {"password": NEW}, follow=True),
    ]


def by_password(browser: Client, kari: Person) -> list[Any]:
    known = {"username": "kari.berg"}
    wrong = [browser.post("/sign-in/", known | {"password": f"wrong{n}"}) for n in range(12)]
    Person.objects.filter(pk=kari.pk).update(must_change_password=True)
    browser.force_login(kari)
    return [
        *wrong,
        browser.get("/children/", follow=True),
        browser.post("/new-password/", {"password": "kari.berg"}),
        browser.post("/new-password/", {"password": NEW}, follow=True),
        browser.post("/account/password/", {"old": "wrong", "password": NEW}),
    ]


def by_address(browser: Client, kari: Person) -> list[Any]:
    given(kari)
    posted()
    token = link()
    unknown = browser.get(f"/address/{token}/", follow=True)
    browser.force_login(kari)
    return [
        unknown,
        browser.get("/address/x/", follow=True),
        browser.get(f"/address/{token}/", follow=True),
        browser.get("/account/password/"),
        browser.post("/address/confirm/", follow=True),
    ]


def by_second_step(browser: Client, kari: Person) -> list[Any]:
    settings.change(OFFICE, "parent_login", value=True)
    wrong, known = {"code": "000000"}, {"username": "kari.berg", "password": PASSWORD}
    allowed(kari)
    app_of(kari)
    half_way = [
        browser.post("/sign-in/", known, follow=True),
        browser.post("/sign-in/second-step/", wrong),
        browser.get("/sign-in/second-step/recovery/"),
        browser.post("/sign-in/second-step/recovery/", wrong),
        browser.post("/sign-in/second-step/passkey/", follow=True),
        *(browser.post("/sign-in/second-step/", wrong) for _time in range(5)),
        browser.post("/sign-in/second-step/anew/", follow=True),
    ]
    Tries.objects.all().delete()
    app_of(kari)
    [used] = [recovery_codes.make(kari)[0]]
    browser.post("/sign-in/", known)
    return [
        *half_way,
        browser.post("/sign-in/second-step/recovery/", {"code": used}),
        browser.get("/account/"),
        browser.get("/account/app/"),
        browser.post("/account/app/", wrong),
        browser.get("/account/recovery-codes/"),
        browser.post("/account/recovery-codes/"),
        browser.post("/account/passkeys/", follow=True),
        browser.get("/account/prove/"),
        browser.post("/account/prove/", wrong),
        browser.post("/account/prove/passkey/", follow=True),
        browser.post("/account/app/remove/", follow=True),
        browser.get("/account/"),
        browser.post("/account/link/", follow=True),
        browser.get("/account/link/x/", follow=True),
    ]


def by_setting_up(browser: Client, kari: Person) -> list[Any]:
    """Whoever is asked for a second step has none, and then sets one up."""
    Person.objects.filter(pk=kari.pk).update(profile=Profile.TEACHER)
    settings.change(OFFICE, "staff_second_factor", "required")
    known = {"username": "kari.berg", "password": PASSWORD}
    not_yet = [
        browser.post("/sign-in/", known, follow=True),
        browser.post("/sign-in/set-up/allowed/", {"code": "AAAA-BBBB-CCCC"}),
    ]
    allowed(kari)
    return [
        *not_yet,
        browser.get("/sign-in/second-step/", follow=True),
        browser.get("/sign-in/set-up/app/"),
        browser.post("/sign-in/set-up/app/", {"code": "000000"}),
        browser.post("/sign-in/set-up/passkey/", follow=True),
    ]


def by_not_me(browser: Client, kari: Person) -> list[Any]:
    """For each change that is told, and with and without a mailbox that is trusted."""
    pages = []
    for what in What:
        tell(kari, what, address="kari@example.org")
        token = token_of(SignInNotice.objects.latest("pk"))
        pages.append(browser.get(f"/not-me/{token}/", follow=True))
    tell(kari, What.ADDRESS_CHANGED, address="was@example.org")
    sign_in_notices.post()
    doubted = browser.post("/not-me/")
    done = browser.post("/not-me/", {"sure": "on"})
    browser.get(f"/not-me/{token_of(SignInNotice.objects.latest('pk'))}/")
    return [*pages, doubted, done, browser.post("/not-me/"), browser.get("/not-me/")]


def _by_the_rule(kari: Person) -> list[Any]:
    """A password where more is asked of parents."""
    known, found = {"username": "kari.berg", "password": PASSWORD}, []
    settings.change(OFFICE, "parent_sign_in_reason", "Zurvelo")
    for code in ("password-and-second-step", "provider"):
        settings.change(OFFICE, "parent_sign_in", code)
        found.append(Client().post("/sign-in/", known, follow=True))
    uid = urlsafe_base64_encode(force_bytes(kari.pk))
    again = Client()
    again.get(f"/forgotten/{uid}/{tokens.make_token(kari)}/", follow=True)
    found.append(again.post("/forgotten/password/", {"password": PASSWORD}))
    settings.change(OFFICE, "parent_sign_in", "password")
    return found


def by_provider(browser: Client, kari: Person) -> list[Any]:
    """With a provider that is there, and then away."""
    settings.change(OFFICE, "parent_login", value=True)
    ask.forget()
    description.forget()
    with lying_provider.running() as lying:
        made = provider_steps.set_up(lying, name="Zurvelo")
        begin, connect = f"/sign-in/provider/{made.pk}/", f"/account/provider/{made.pk}/link/"
        stranger = [
            browser.post(begin),
            browser.get(f"{begin}back/"),
            provider_steps.come(made, lying, browser),
        ]
        lying.says = {"key": "P-1", "nonce": "wrong"}
        provider_steps.come(made, lying, browser)
        untrue = browser.get("/sign-in/")
        lying.says = {"key": "P-1", "auth_time": int(time.time())}
        provider_steps.come(made, lying, browser)
        number = Identity.objects.get().pk
        own = [
            browser.get("/account/"),
            browser.get("/account/prove/"),
            browser.post(f"/account/identity/{number}/remove/", follow=True),
        ]
        Identity.objects.update(subject="another")
        for says in ({}, {"key": "P-2"}, {"sub": "another"}):
            lying.says = says
            provider_steps.come(made, lying, browser, connect)
            own.append(browser.get("/account/"))
        lying.says = {"sub": "another"}
        provider_steps.come(made, lying, browser, f"/account/prove/provider/{made.pk}/")
        own.append(browser.get("/account/"))
        own += _by_the_rule(kari)
        settings.change(OFFICE, "parent_login", value=False)
        closed = provider_steps.come(made, lying, Client())
        settings.change(OFFICE, "parent_login", value=True)
        kept = person("kari.kept", Profile.PARENT)
        merged(kept, Person.objects.get(pk=kari.pk))
        joined = provider_steps.come(made, lying, Client())
    ask.forget()
    description.forget()
    return [*stranger, untrue, *own, closed, joined, Client().post(begin, follow=True)]


def nowhere(browser: Client, kari: Person) -> list[Any]:
    careful = Client(enforce_csrf_checks=True)
    return [
        browser.get("/nowhere/"),
        browser.get("/sign-in/", headers={"host": "other.example"}),
        careful.post("/sign-in/", {"username": "a"}),
        browser.put("/sign-in/"),
    ]


WAYS = [
    by_code,
    by_mail,
    by_password,
    by_address,
    by_second_step,
    by_setting_up,
    by_not_me,
    by_provider,
    nowhere,
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_has_a_sentence_in_english(
    kari: Person, way: Callable[[Client, Person], list[Any]]
) -> None:
    pages = [each for each in way(Client(), kari) if is_page(each) and each.content]
    assert len(pages) > 2
    found = [shown.of_page(each.content.decode(), busy_school.data()) for each in pages]
    assert set().union(*found) == set()
    assert all(each.subject.startswith(catalogue.OPEN) for each in mail.outbox)


@pytest.mark.parametrize("broken", [KeyError("a bug"), OSError(28, "no space left")])
def test_no_page_of_a_failure_has_a_sentence_in_english(
    kari: Person, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    def fail(*_words: object) -> None:
        raise broken

    monkeypatch.setattr("kinkeeper.web.entry.sign_in.render", fail)
    answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code >= 500
    assert shown.of_page(answer.content.decode(), busy_school.data()) == set()


def test_a_sentence_left_in_english_would_be_found() -> None:
    mark = catalogue.marked
    assert shown.of_page(f"<p>{mark('Dear %s')}</p><p>Kari, wait.</p>", {"Kari"}) == {"Kari, wait."}
    assert shown.of_page(f"<a title='Open'>{mark('See <b>it</b>')} Kari</a>", {"Kari"}) == {"Open"}
    assert shown.of_page(f"{mark('a') + mark('b ' + mark('c'))} 12 –", set()) == set()

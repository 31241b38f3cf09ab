"""Links and forms as people use them: opened again, sent twice, in two tabs, without cookies."""

import re
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import link_tokens
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from tests.addressing import NEW, as_stored, given, posted, signed_in
from tests.addressing import link as address_link
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
OTHER = "green harbour seven ladders"
FIELD = re.compile(r'name="(opened|csrfmiddlewaretoken)" value="([^"]+)"')


def link(person: Person, channel: Channel = Channel.EMAIL) -> str:
    made = issue_many(Actor(None, "the office", "a test"), [person.pk], channel)[0]
    return f"/activate/{made.token}/"


def form_of(client: Client, opened: str) -> dict[str, str]:
    """The hidden fields of the form behind the link, as a tab shows it."""
    page = client.get(opened, follow=True)
    assert page.status_code == 200
    return dict(FIELD.findall(page.content.decode()))


def sent(client: Client, form: dict[str, str], password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/activate/password/", {**form, "password": password}, **more)


def reset_link(person: Person) -> str:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return f"/forgotten/{uid}/{default_token_generator.make_token(person)}/"


def in_as(client: Client) -> int:
    """The internal ID of who is signed in; 0: nobody."""
    return int(client.session.get("_auth_user_id", 0))


def test_a_double_click_signs_in_all_the_same(cast: Cast) -> None:
    """The browser sends the second before it has the first answer's cookies, and keeps the second
    answer."""
    browser = Client(enforce_csrf_checks=True)
    form = form_of(browser, link(cast.kari))
    before = browser.cookies.output(header="", sep="\n")
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    assert sent(browser, form).headers["Location"] == "/"
    assert before
    second = Client(enforce_csrf_checks=True)
    for name, value in cookies.items():
        second.cookies[name] = value
    assert sent(second, form).headers["Location"] == "/"
    assert in_as(second) == cast.kari.pk


def test_k20_a_used_link_tries_no_passwords(cast: Cast) -> None:
    """The same form with another password is answered as any used link."""
    first, second = Client(), Client()
    opened = link(cast.kari)
    form = form_of(first, opened)
    assert sent(first, form).status_code == 302
    assert sent(second, form, OTHER).status_code == 410
    Person.objects.filter(pk=cast.kari.pk).update(way_in_at="2026-01-01T00:00Z")
    assert sent(second, form).status_code == 410  # nor the right one, later than a minute after
    assert in_as(second) == 0


def test_a_second_tabs_form_ends_at_the_start_page(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    opened = link(cast.kari)
    first, second = form_of(browser, opened), form_of(browser, opened)
    assert sent(browser, first, follow=True).status_code == 200
    answer = sent(browser, second, OTHER)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "already signed in" in browser.get("/children/").content.decode()
    assert in_as(browser) == cast.kari.pk
    assert Client().login(username="kari.berg", password=PASSWORD)


def test_a_second_tabs_sign_in_ends_at_the_start_page(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    browser = Client(enforce_csrf_checks=True)
    pages = [browser.get("/sign-in/").content.decode() for _tab in range(2)]
    for page in pages:
        form = dict(FIELD.findall(page))
        answer = browser.post("/sign-in/", {**form, "username": "kari.berg", "password": PASSWORD})
        assert answer.headers["Location"] == "/"


def test_k21_each_tabs_form_is_for_the_person_it_names(cast: Cast) -> None:
    """Two letters of one household, opened in one browser: the first tab is still the first's."""
    browser = Client()
    kari = form_of(browser, link(cast.kari))
    form_of(browser, link(cast.jonas))
    assert sent(browser, kari).status_code == 302
    states = dict(Credential.objects.values_list("person_id", "state"))
    assert states == {cast.kari.pk: CredentialState.REDEEMED, cast.jonas.pk: CredentialState.ISSUED}
    assert in_as(browser) == cast.kari.pk


def test_k21_each_tabs_new_password_is_for_the_person_it_names(cast: Cast) -> None:
    for each in (cast.kari, cast.jonas):
        each.set_password(PASSWORD)
        each.save()
    browser = Client()
    kari = form_of(browser, reset_link(cast.kari))
    form_of(browser, reset_link(cast.jonas))
    assert browser.post("/forgotten/password/", {**kari, "password": OTHER}).status_code == 200
    assert Client().login(username="kari.berg", password=OTHER)
    assert Client().login(username="jonas.lund", password=PASSWORD)


def test_what_a_form_was_opened_with_cannot_be_made_up(cast: Cast) -> None:
    opened = link(cast.kari)
    number = Credential.objects.get().pk
    signed = form_of(Client(), opened)["opened"]
    for made_up in (str(number), signed[:-2], signed + "x", "", "[1]"):
        assert sent(Client(), {"opened": made_up}).status_code in {302, 400}
        assert Credential.objects.get().state == CredentialState.ISSUED
    answer = Client().post("/forgotten/password/", {"opened": signed, "password": OTHER})
    assert answer.status_code in {400, 410}


def test_k24_ones_own_used_link_opens_the_sign_in_page(cast: Cast) -> None:
    browser, opened = Client(), link(cast.kari)
    assert sent(browser, form_of(browser, opened)).status_code == 302
    assert browser.get(opened).headers["Location"] == "/"  # still signed in
    browser.post("/sign-out/")
    here = browser.get(opened).content.decode()
    assert "Sign in with that password" in here
    assert 'name="password"' in here
    assert "tell the school office" not in here
    elsewhere = Client().get(opened).content.decode()
    assert "Sign in with that password" in elsewhere
    assert "Never chosen one? Tell the school office" in elsewhere
    assert "kari" not in elsewhere.lower()


def test_a_used_link_in_somebody_elses_session_leads_into_no_account(cast: Cast) -> None:
    Credential.objects.all().delete()
    opened = link(cast.kari)
    Credential.objects.update(state=CredentialState.REDEEMED)
    browser = Client()
    browser.force_login(cast.jonas)
    assert browser.get(opened).status_code == 410


def test_after_a_new_password_by_mail_the_form_may_come_again(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    browser, opened = Client(), reset_link(cast.kari)
    form = form_of(browser, opened)
    for _click in range(2):
        answer = browser.post("/forgotten/password/", {**form, "password": OTHER})
        assert answer.status_code == 200
        assert "Your new password is saved" in answer.content.decode()
    late = browser.get(opened, follow=True)
    assert late.status_code == 410
    assert 'href="/sign-in/"' in late.content.decode()


def test_an_address_confirmed_twice_is_confirmed(cast: Cast) -> None:
    cast.kari.set_password(PASSWORD)
    cast.kari.last_login = timezone.now()
    cast.kari.save()
    given(cast.kari)
    posted()
    browser = signed_in(cast.kari)
    browser.get(f"/address/{address_link()}/")
    for _click in range(2):
        assert browser.post("/address/confirm/").headers["Location"] == "/"
    assert as_stored(cast.kari).email == NEW
    Person.objects.filter(pk=cast.kari.pk).update(email_set_at="2026-01-01T00:00Z")
    assert browser.post("/address/confirm/").status_code == 404


@pytest.mark.parametrize("stray", [".", ",", ">", ")", "/.", "/,", "/>", "/)", "/).", "%3E", "”/"])
def test_a_sign_behind_a_link_does_not_break_it(cast: Cast, stray: str) -> None:
    made = link_tokens.draw()
    opened = link(cast.kari)
    Credential.objects.update(link_hash=link_tokens.digest(made))
    assert opened
    assert form_of(Client(), f"/activate/{made}{stray}")["opened"]
    cast.kari.set_password(PASSWORD)
    cast.kari.save()
    assert form_of(Client(), reset_link(cast.kari).rstrip("/") + stray)["opened"]
    browser = Client()
    browser.get(f"/address/{made}{stray}", follow=True)
    assert browser.session["new-address"] == made


def test_without_cookies_a_link_says_so(cast: Cast) -> None:
    for opened, then in (
        (link(cast.kari), "/activate/password/"),
        (reset_link(cast.kari), "/forgotten/password/"),
    ):
        assert Client().get(opened).headers["Location"] == then
        page = Client().get(then)  # another client: nothing was kept
        assert page.status_code == 400
        assert "blocks cookies" in page.content.decode()
    assert Credential.objects.get().state == CredentialState.ISSUED


def test_without_cookies_a_form_says_so(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "kari.berg"})
    assert answer.status_code == 403
    assert "blocks cookies" in answer.content.decode()


def test_with_a_session_but_nothing_opened_a_code_is_asked_for(cast: Cast) -> None:
    browser = Client()
    browser.get("/address/abc/")  # the browser keeps cookies
    assert browser.get("/activate/password/").headers["Location"] == "/activate/"
    browser.force_login(cast.kari)
    assert browser.get("/activate/password/").headers["Location"] == "/"


def test_while_parent_login_is_off_a_form_sent_twice_says_the_same(
    cast: Cast, office: Actor
) -> None:
    settings.change(office, "parent_login", False)
    form = form_of(Client(), link(cast.kari))
    pages = [sent(Client(), form).content.decode() for _click in range(2)]
    assert ["Your password is saved" in page for page in pages] == [True, True]

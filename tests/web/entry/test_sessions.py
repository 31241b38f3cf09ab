"""Sessions begin anew, last as long as they may, are told to their person and end for good."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from kinkeeper.access.models import SessionOwner
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person, PersonState
from tests.cast import PASSWORD, Cast, connected
from tests.sessions import WINDOWS, browser, opens, pass_by

pytestmark = pytest.mark.django_db
COOKIE = django_settings.SESSION_COOKIE_NAME
A_MINUTE = timedelta(minutes=1)
HALF_AN_HOUR, AN_HOUR = timedelta(minutes=30), timedelta(minutes=60)
TWELVE_HOURS, A_MONTH = timedelta(hours=12), timedelta(days=30)


def key(client: Client) -> str:
    return client.cookies[COOKIE].value


def with_key(secret: str) -> Client:
    """Another browser that holds this cookie."""
    client = Client()
    client.cookies[COOKIE] = secret
    return client


def listed(client: Client) -> list[str]:
    """The devices that the page lists, in its order."""
    page = client.get("/account/sessions/").content.decode()
    found = re.findall(r"<h2 id=[^>]*>(.*?)</h2>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", each).split()) for each in found]


def numbers(person: Person) -> list[str]:
    return [str(each.number) for each in SessionOwner.objects.filter(person=person)]


# R-030 and CRD-17: fixation and reuse


def test_crd_17_r_030_a_cookie_from_before_the_sign_in_opens_nothing(cast: Cast) -> None:
    """Somebody else has put it there and waits."""
    planted = Client()
    made = issue_many(Actor(None, "the office", "a test"), [cast.jonas.pk], Channel.EMAIL)[0]
    planted.get(f"/activate/{made.token}/")  # a session of nobody
    before = key(planted)
    victim = with_key(before)
    browser(cast.kari)  # gives her a password
    victim.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert opens(victim)
    assert key(victim) != before
    assert not opens(with_key(before))


def test_crd_17_an_invented_key_is_never_taken(cast: Cast) -> None:
    browser(cast.kari)
    client = with_key("x" * 32)
    client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert key(client) != "x" * 32
    assert len(key(client)) == 32  # of 36 letters and digits: 165 bits


def test_crd_17_r_032_a_cookie_after_the_sign_out_opens_nothing(cast: Cast) -> None:
    client = browser(cast.kari)
    kept = key(client)
    answer = client.post("/sign-out/")
    assert not opens(with_key(kept))
    assert not opens(client)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies[COOKIE]["max-age"] == 0
    assert django_settings.DEVICE_COOKIE_NAME not in answer.cookies
    assert client.cookies[django_settings.DEVICE_COOKIE_NAME].value


def test_crd_17_a_new_password_kills_the_cookie_of_another_device(cast: Cast) -> None:
    """And the list is true at once."""
    here, there = browser(cast.kari), browser(cast.kari, says=WINDOWS)
    before = key(here)
    assert len(listed(here)) == 2
    new = {"old": PASSWORD, "password": "green harbour seven ladders"}
    assert here.post("/account/password/", new).status_code == 302
    assert SessionOwner.objects.filter(person=cast.kari).count() == 1
    assert not opens(there)
    assert not opens(with_key(before))
    assert listed(here) == ["Firefox on Android This device"]


def test_crd_17_two_tabs_are_one_session(cast: Cast) -> None:
    one = browser(cast.kari)
    other = with_key(key(one))
    assert opens(other)
    other.post("/sign-out/")
    assert not opens(one)


def test_crd_17_who_comes_in_again_gets_another_key(cast: Cast, office: Actor) -> None:
    client = browser(cast.kari)
    before = key(client)
    client.post("/sign-out/")
    client.post("/sign-in/", {"username": "kari.berg", "password": PASSWORD})
    assert key(client) != before


def test_crd_17_r_030_another_hat_is_another_key(cast: Cast) -> None:
    connected(cast.maria, cast.theo)
    client = browser(cast.maria)
    before = key(client)
    client.post("/hat/", {"hat": "parent"})
    assert key(client) != before
    assert not opens(with_key(before))
    assert len(listed(client)) == 1


# R-031 and WEB-03: how long a session lasts


@pytest.mark.parametrize(
    ("name", "own_device", "idle"),
    [
        ("kari", False, AN_HOUR), ("nora", False, AN_HOUR), ("kari", True, A_MONTH),
        ("maria", False, HALF_AN_HOUR), ("henry", False, HALF_AN_HOUR),
        ("admin", False, HALF_AN_HOUR), ("maria", True, HALF_AN_HOUR),
    ],
)  # fmt: skip
def test_r_031_who_does_nothing_is_signed_out(
    cast: Cast, name: str, own_device: bool, idle: timedelta
) -> None:
    person = getattr(cast, name)
    client = browser(person, own_device=own_device)
    pass_by(person, since_use=idle - A_MINUTE)
    assert opens(client)
    pass_by(person, since_use=idle)
    assert not opens(client)
    pass_by(person, since_use=-idle)  # refused once: the browser has given the cookie up
    assert not opens(client)


@pytest.mark.parametrize(
    ("name", "own_device", "in_all"),
    [
        ("kari", False, TWELVE_HOURS), ("kari", True, A_MONTH), ("nora", False, TWELVE_HOURS),
        ("maria", False, TWELVE_HOURS), ("admin", True, TWELVE_HOURS),
    ],
)  # fmt: skip
def test_r_031_nobody_stays_for_ever(
    cast: Cast, name: str, own_device: bool, in_all: timedelta
) -> None:
    """However busy they are: what is changed on the way makes no session longer."""
    person = getattr(cast, name)
    client = browser(person, own_device=own_device)
    pass_by(person, since_use=timedelta(), since_start=in_all - A_MINUTE)
    client.post("/account/password/", {"old": PASSWORD, "password": "green harbour seven ladders"})
    assert opens(client)  # the session has another key now, and began when it began
    started = SessionOwner.objects.filter(person=person)
    pass_by(person, since_use=timedelta(), since_start=in_all)
    assert started.count() == 1
    assert not opens(client)


def test_web_03_the_next_visitor_of_a_library_finds_the_sign_in_page(cast: Cast) -> None:
    client = browser(cast.kari)
    child = f"/children/{cast.nora.pk}/"
    assert b"Nora" in client.get(child).content
    assert "no-store" in client.get(child).headers["Cache-Control"]
    kept = key(client)
    pass_by(cast.kari, since_use=AN_HOUR)
    for again in (client, with_key(kept)):
        answer = again.get(child)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/?next=")
        assert b"Nora" not in again.get(child, follow=True).content


def test_web_03_the_cookie_goes_with_the_browser_but_on_an_own_device(cast: Cast) -> None:
    assert browser(cast.kari).cookies[COOKIE]["max-age"] == ""
    month = int(A_MONTH.total_seconds())
    assert month - 60 < int(browser(cast.kari, own_device=True).cookies[COOKIE]["max-age"]) <= month
    assert browser(cast.maria, own_device=True).cookies[COOKIE]["max-age"] == ""


def test_r_031_of_two_limits_the_shorter_wins(cast: Cast) -> None:
    """A parent becomes staff: what was said of the own phone is worth nothing any more."""
    client = browser(cast.kari, own_device=True)
    SessionOwner.objects.filter(person=cast.kari).update(own_device=True)
    Person.objects.filter(pk=cast.kari.pk).update(profile="teacher")
    assert not opens(client)
    again = browser(Person.objects.get(pk=cast.kari.pk))
    SessionOwner.objects.filter(person=cast.kari).update(own_device=True)
    pass_by(cast.kari, since_use=HALF_AN_HOUR)
    assert not opens(again)


def test_r_031_use_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    client = browser(cast.kari)
    rows = SessionOwner.objects.filter(person=cast.kari)
    begun = rows.get().last_seen_at
    assert opens(client)
    assert rows.get().last_seen_at == begun
    pass_by(cast.kari, since_use=timedelta(minutes=2))
    assert opens(client)
    assert rows.get().last_seen_at >= begun
    pass_by(cast.kari, since_use=AN_HOUR - A_MINUTE)  # used a moment ago: it goes on
    assert opens(client)


# the list


def test_r_034_the_list_says_where_somebody_is_signed_in(cast: Cast, office: Actor) -> None:
    made = issue_many(office, [cast.kari.pk], Channel.EMAIL)[0]
    phone = Client(headers={"user-agent": "nothing known"}, REMOTE_ADDR="2001:db8:1:2::3")
    phone.get(f"/activate/{made.token}/")
    assert phone.post("/activate/password/", {"password": PASSWORD}).status_code == 302
    client = browser(cast.kari, own_device=True, says=WINDOWS)
    pass_by(cast.kari, since_use=timedelta(minutes=7))
    assert listed(client) == ["Edge on Windows This device", "A device we do not know"]
    page = client.get("/account/sessions/").content.decode()
    for words in ("with a password", "with a sign-in code or link", "192.0.2.x", "2001:db8:1:x",
                  "7\xa0minutes ago", "Just now", "For up to 30 days"):  # fmt: skip
        assert words in page
    assert key(client) not in page
    assert "192.0.2.77" not in page


def test_r_034_who_is_signed_in_once_is_told_so(cast: Cast) -> None:
    client = browser(cast.kari)
    page = client.get("/account/sessions/").content.decode()
    assert "You are signed in nowhere else." in page
    assert "end-others" not in page


def test_r_034_one_device_is_signed_out(cast: Cast) -> None:
    here, there = browser(cast.kari), browser(cast.kari, says=WINDOWS)
    mine = {str(each.number): each for each in SessionOwner.objects.filter(person=cast.kari)}
    (number,) = [name for name, each in mine.items() if each.browser == "edge"]
    assert here.get(f"/account/sessions/{number}/end/").status_code == 405
    assert here.post(f"/account/sessions/{number}/end/").headers["Location"] == "/account/sessions/"
    assert opens(here)
    assert not opens(there)
    assert here.post(f"/account/sessions/{number}/end/").status_code == 404
    assert Entry.objects.filter(action="session.ended", person_id=cast.kari.pk).count() == 1


def test_r_034_the_device_at_hand_can_be_signed_out_too(cast: Cast) -> None:
    client = browser(cast.kari)
    (number,) = numbers(cast.kari)
    answer = client.post(f"/account/sessions/{number}/end/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/")


def test_r_034_crd_17_everywhere_else_means_everywhere_else(cast: Cast) -> None:
    here = browser(cast.kari, own_device=True)
    others = [browser(cast.kari), browser(cast.kari, own_device=True), browser(cast.kari)]
    stranger = browser(cast.stranger)
    kept = [key(each) for each in others]
    here.post("/account/sessions/end-others/")
    assert opens(here)
    assert opens(stranger)
    assert not any(opens(with_key(each)) for each in kept)
    assert len(listed(here)) == 1
    line = Entry.objects.get(action="session.ended-elsewhere")
    assert (line.person_id, line.data) == (cast.kari.pk, {"count": 3})


def test_r_034_the_sessions_of_others_are_not_there(cast: Cast) -> None:
    client, stranger = browser(cast.kari), browser(cast.stranger)
    (theirs,) = numbers(cast.stranger)
    unknown = client.post(f"/account/sessions/{uuid4()}/end/")
    foreign = client.post(f"/account/sessions/{theirs}/end/")
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert client.post("/account/sessions/1/end/").status_code == 404
    assert opens(stranger)
    assert theirs not in client.get("/account/sessions/").content.decode()
    assert not Entry.objects.filter(action="session.ended").exists()


# what else ends sessions: their rows go at once


def trashed(person: Person, _office: Actor) -> None:
    Person.objects.filter(pk=person.pk).update(state=PersonState.TRASHED)


def password_taken(person: Person, _office: Actor) -> None:
    Person.objects.filter(pk=person.pk).update(password="")


def login_off(_person: Person, office: Actor) -> None:
    settings.change(office, "parent_login", value=False)
    settings.change(office, "parent_login", value=True)


@pytest.mark.parametrize("happens", [trashed, password_taken, login_off])
def test_r_033_what_ends_sessions_ends_their_rows(  # type: ignore[no-untyped-def]  # a function
    cast: Cast, office: Actor, happens
) -> None:
    client, teacher = browser(cast.kari), browser(cast.maria)
    happens(cast.kari, office)
    assert not SessionOwner.objects.filter(person=cast.kari).exists()
    assert not opens(client)
    assert opens(teacher)


def test_r_033_what_is_corrected_by_the_way_ends_nothing(cast: Cast) -> None:
    client = browser(cast.kari)
    one = Person.objects.get(pk=cast.kari.pk)
    one.city = "Bergen"
    one.save()
    assert opens(client)


# every page has the way out


def test_r_032_every_page_of_somebody_signed_in_has_the_way_out(cast: Cast) -> None:
    connected(cast.maria, cast.theo)
    for person, addresses in (
        (cast.kari, ("/children/", "/account/sessions/", "/account/password/",
                     "/address/confirm/")),
        (cast.maria, ("/staff/", f"/children/{cast.theo.pk}/", "/staff/people/")),
        (cast.admin, ("/staff/", "/staff/settings/")),
        (cast.nora, ("/me/",)),
    ):  # fmt: skip
        client = browser(person)
        for address in addresses:
            page = client.get(address).content
            assert page.count(b'action="/sign-out/"') == 1, address
    Person.objects.filter(pk=cast.kari.pk).update(must_change_password=True)
    assert b'action="/sign-out/"' in browser(cast.kari).get("/new-password/").content
    assert b'action="/sign-out/"' not in Client().get("/sign-in/").content
    # what is refused is the same to the byte, whatever it was: it leads to the start page
    assert b'action="/sign-out/"' not in browser(cast.nora).get("/no/such/page/").content

"""Guessing passwords and codes is slowed down and locks nobody out (PC-093)."""

import random
import re
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.credentials import known_devices, throttle
from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Tries
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import typed_codes
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.start_over import start_over
from kinkeeper.registry.trash import trash
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("behind_the_wall")]
OFFICE = Actor(None, "the office", "a test")
NEW = "green harbour seven ladders"
COOKIE = "kinkeeper-device"


@pytest.fixture
def kari(cast: Cast) -> Person:
    for one in (cast.kari, cast.jonas):
        one.set_password(PASSWORD)
        one.save()
    return cast.kari


def tries(client: Client, password: str = PASSWORD, name: str = "kari.berg", **more: str) -> str:
    """What the page says; empty where the person is in. The device stays, the session does not."""
    answer = client.post("/sign-in/", {"username": name, "password": password}, **more)  # type: ignore[arg-type]  # any of its fields
    if answer.status_code == 302:
        client.post("/sign-out/")
        return ""
    found = re.search(r'role="alert">(.*?)</div>', answer.content.decode(), re.S)
    return " ".join(re.sub(r"<.*?>", " ", found[1] if found else "?").split())


def guessed(name: str, addresses: int = 60) -> None:
    for number in range(addresses):
        tries(Client(), "wrong", name, REMOTE_ADDR=f"10.1.0.{number}")


def attacked(name: str = "kari.berg", addresses: int = 60) -> None:
    """Leaves what `guessed` leaves, as the first test shows, without sixty pages."""
    for number in range(addresses):
        one = Try(name, f"10.1.0.{number}", "")
        if not one.minutes():
            one.count()


def counted() -> set[tuple[str, int]]:
    return set(Tries.objects.values_list("name", "count"))


def resets(client: Client, one: Person, password: str = NEW, **more: str) -> None:
    one.refresh_from_db()
    uid = urlsafe_base64_encode(force_bytes(one.pk))
    client.get(f"/forgotten/{uid}/{default_token_generator.make_token(one)}/")
    done = client.post("/forgotten/password/", {"password": password}, **more)  # type: ignore[arg-type]  # any of its fields
    assert done.status_code == 200


@pytest.mark.parametrize("name", ["kari.berg", "kari@example.org"])
def test_pc_093_guesses_from_sixty_addresses_do_not_shut_out_a_known_device(
    kari: Person, name: str
) -> None:
    home = Client()
    assert tries(home) == ""
    guessed(name)
    by_page = counted()
    assert "Too many tries" in tries(Client(), name=name)
    assert tries(home, name=name) == ""
    assert "did not work" in tries(home, "Mistyped key?", name=name)
    Tries.objects.all().delete()
    attacked(name)
    assert counted() == by_page


def test_a_known_device_comes_in_from_the_address_of_who_guesses(kari: Person) -> None:
    home = Client()
    tries(home)
    for _time in range(throttle.SIGN_IN_NAME.most):
        tries(Client(), "wrong")
    for _time in range(throttle.SIGN_IN_ADDRESS.most):
        throttle.SIGN_IN_ADDRESS.count("127.0.0.1")
    assert "Too many tries" in tries(Client())
    assert tries(home) == ""


def test_a_known_device_has_a_limit_of_its_own(kari: Person) -> None:
    home = Client()
    tries(home)
    for _time in range(throttle.SIGN_IN_DEVICE.most):
        assert "did not work" in tries(home, "Mistyped key?")
    assert "Too many tries. Try again in 15 minutes." in tries(home)
    assert tries(Client()) == ""  # and nobody else pays for it


@pytest.mark.parametrize("name", ["kari.berg", "kari@example.org"])
def test_pc_093_a_new_password_by_mail_opens_an_account_that_is_under_attack(
    kari: Person, name: str
) -> None:
    attacked(name)
    phone = Client()
    resets(phone, kari)
    assert tries(Client(), NEW, name) == ""
    attacked(name)  # goes on
    assert tries(phone, NEW, name) == ""


def test_a_new_password_does_not_forgive_what_an_address_tried_at_others(kari: Person) -> None:
    for _time in range(throttle.SIGN_IN_NAME.most):
        tries(Client(), "wrong")
        tries(Client(), "wrong", "jonas.lund")
    before = Tries.objects.get(name__startswith="sign-in-address").count
    resets(Client(), kari)
    assert tries(Client(), NEW) == ""
    assert "Too many tries" in tries(Client(), name="jonas.lund")
    assert Tries.objects.get(name__startswith="sign-in-address").count == before


def test_a_new_password_forgives_nothing_at_an_address_that_two_share(
    cast: Cast, kari: Person
) -> None:
    Person.objects.filter(pk=cast.jonas.pk).update(email=kari.email)
    attacked(kari.email)
    resets(Client(), kari)
    assert throttle.SIGN_IN_ACCOUNT.used_up(kari.email)


def test_an_activation_opens_an_account_that_is_under_attack(cast: Cast) -> None:
    attacked()
    code = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)[0].code or ""
    phone = Client()
    phone.post("/activate/", {"code": code})
    phone.post("/activate/password/", {"password": PASSWORD})
    phone.post("/sign-out/")
    assert tries(Client()) == ""
    attacked()
    assert tries(phone) == ""


def test_pc_093_one_address_is_slowed_down_at_one_name_and_at_many(kari: Person) -> None:
    told = [tries(Client(), "wrong") for _time in range(throttle.SIGN_IN_NAME.most + 1)]
    assert told[-1].startswith("Too many tries. Try again in 5 minutes.")
    for _time in range(throttle.SIGN_IN_ADDRESS.most):
        throttle.SIGN_IN_ADDRESS.count("127.0.0.1")
    assert "Too many tries" in tries(Client(), name="jonas.lund")


@pytest.mark.parametrize(("left", "said"), [(1, "1 minute."), (61, "2 minutes."), (719, "12 min")])
def test_the_page_says_the_true_time_until_the_next_try(kari: Person, left: int, said: str) -> None:
    attacked()
    Tries.objects.update(until=timezone.now() + timedelta(seconds=left))
    assert f"Try again in {said}" in tries(Client())
    Tries.objects.update(until=timezone.now())
    assert tries(Client()) == ""


def test_k29_nobody_learns_from_the_waits_whether_a_name_is_known(kari: Person) -> None:
    told = set()
    for name in ("kari.berg", "nobody.at.all"):
        tries(Client(), "wrong", name)
        guessed(name)
        told.add((tries(Client(), "wrong", name), tries(Client(), PASSWORD, name)))
    assert len(told) == 1


def stolen(client: Client) -> str:
    return client.cookies[COOKIE].value


def on_another_device(marks: str, password: str = PASSWORD, name: str = "kari.berg") -> str:
    client = Client()
    client.cookies[COOKIE] = marks
    return tries(client, password, name)


def test_the_mark_of_a_device_is_no_way_in(kari: Person) -> None:
    home = Client()
    tries(home)
    assert home.get("/children/").status_code == 302
    assert "did not work" in on_another_device(stolen(home), "wrong")
    set_to = home.cookies[COOKIE]
    assert (set_to["httponly"], set_to["samesite"]) == (True, "Lax")
    assert set_to["max-age"] == known_devices.LIFE.total_seconds()


def test_a_forged_or_copied_mark_is_worth_nothing(kari: Person) -> None:
    home, other = Client(), Client()
    tries(home)
    tries(other, name="jonas.lund")
    nonce, made, signed = stolen(home).split(".")
    attacked()
    worthless = [
        stolen(other),  # of another account
        f"{nonce}.{made}.{'0' * 64}",
        f"{nonce}.{int(made) + 9999}.{signed}",
        f"x{nonce}.{made}.{signed}",
        f"{nonce}.{made}.ø",
        f"{nonce}.{made}",
        "~" * 5000,
        "",
    ]
    assert {on_another_device(marks)[:14] for marks in worthless} == {"Too many tries"}
    assert on_another_device(stolen(home)) == ""


def test_a_mark_ends_with_its_life(kari: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Client()
    tries(home)
    attacked()
    monkeypatch.setattr(known_devices, "LIFE", timedelta(seconds=-1))
    assert "Too many tries" in on_another_device(stolen(home))


@pytest.mark.parametrize("how", ["by hand", "by mail", "started over"])
def test_a_mark_ends_with_the_password(kari: Person, how: str) -> None:
    home, away = Client(), Client()
    for client in (home, away):
        tries(client)
    if how == "by hand":
        home.force_login(kari)
        home.post("/account/password/", {"old": PASSWORD, "password": NEW})
        home.post("/sign-out/")
    elif how == "by mail":
        resets(home, kari)
    else:
        start_over(OFFICE, kari, reason="lost", reach=WHOLE_SITE)
    attacked()
    assert "Too many tries" in on_another_device(stolen(away), NEW)
    if how != "started over":
        assert tries(home, NEW) == ""  # where it was changed one is known


def test_k17_a_mark_ends_with_access(kari: Person) -> None:
    home = Client()
    tries(home)
    trash(OFFICE, kari, reach=WHOLE_SITE)
    attacked()
    assert "Too many tries" in on_another_device(stolen(home))


def test_a_household_shares_a_tablet(cast: Cast, kari: Person) -> None:
    tablet = Client()
    for name in ("kari.berg", "jonas.lund", "kari.berg"):
        assert tries(tablet, name=name) == ""
    assert stolen(tablet).count("~") == 1
    for name in ("kari.berg", "jonas.lund"):
        attacked(name)
        assert tries(tablet, name=name) == ""


def slip(at_random: random.Random) -> str:
    """What a parent makes of a code: a wrong letter, two that changed places, one too few."""
    code = list(typed_codes.draw())
    place = at_random.randrange(len(code) - 1)
    kind = at_random.randrange(3)
    if kind == 0:
        code[place] = at_random.choice(
            [each for each in typed_codes.ALPHABET if each != code[place]]
        )
    elif kind == 1:
        code[place], code[place + 1] = code[place + 1], code[place]
    else:
        del code[place]
    return "".join(code)


def test_pc_093_a_parents_evening_behind_one_address_goes_on(cast: Cast) -> None:
    code = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)[0].code or ""
    at_random = random.Random(93)
    hall = Client()
    for _parent in range(400):
        for _slip in range(2):
            told = hall.post("/activate/", {"code": slip(at_random)}).content
            assert b"Too many tries" not in told
    assert hall.post("/activate/", {"code": code}).status_code == 302


def test_crd_04_guesses_of_codes_from_one_address_are_slowed_down(cast: Cast) -> None:
    code = issue_many(OFFICE, [cast.kari.pk], Channel.LETTER)[0].code or ""
    client = Client()
    told = [
        client.post("/activate/", {"code": typed_codes.draw()})
        for _try in range(throttle.CODE_ADDRESS.most + 1)
    ]
    assert b"do not know this code" in told[-2].content
    assert b"Try again in 5 minutes" in told[-1].content
    assert b"Try again in 5 minutes" in client.post("/activate/", {"code": code}).content
    assert b"do not know this code" in client.post("/activate/", {"code": "typed-wrong"}).content


def test_k24_who_orders_too_many_mails_is_told_how_long_to_wait(kari: Person) -> None:
    client = Client()
    for name in ("kari.berg", "nobody.at.all"):
        for _time in range(throttle.MAIL_NAME.most):
            assert client.post("/forgotten/", {"name": name}).status_code == 302
        answer = client.post("/forgotten/", {"name": name})
        assert b"Try again in 60 minutes" in answer.content
    assert mail.outbox == []

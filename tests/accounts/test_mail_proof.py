"""Who need have no second step sets up a first one with the password and the mailbox."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from kinkeeper.accounts import mail_proof
from kinkeeper.accounts.models import SetUpRelease
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import second_step_mail
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from tests.accounts.signing_in import KEY, app_of, code_of, is_in, password_given, with_password
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")


@pytest.fixture
def kari(cast: Cast) -> Person:
    settings.change(OFFICE, "parent_login", value=True)
    Person.objects.filter(pk=cast.kari.pk).update(email="kari@example.org")
    return with_password(cast.kari)


def link_of(person: Person) -> str:
    assert second_step_mail.post(person.pk)
    [found] = [word for word in mail.outbox[-1].body.split() if "/account/link/" in word]
    return urlsplit(found).path


def test_a_parent_adds_an_app_after_a_link_by_mail(kari: Person) -> None:
    browser = password_given(kari)
    assert browser.get("/account/app/").status_code == 404
    assert "Send me an e-mail" in browser.get("/account/").content.decode()
    browser.post("/account/link/")
    browser.get(link_of(kari))
    assert browser.get("/account/app/").status_code == 200


def test_a_link_counts_for_nobody_else_and_for_nobody_who_is_not_in(
    kari: Person, cast: Cast
) -> None:
    link = link_of(kari)
    assert Client().get(link)["Location"].startswith("/sign-in/")
    other = password_given(with_password(cast.jonas))
    other.get(link)
    assert not SetUpRelease.objects.exists()


def test_a_link_ends_with_another_address(kari: Person) -> None:
    link = link_of(kari)
    Person.objects.filter(pk=kari.pk).update(email="other@example.org")
    password_given(kari).get(link)
    assert not SetUpRelease.objects.exists()


def test_crd_14_no_mail_gets_around_a_second_step_that_is_there(kari: Person) -> None:
    """A release would let whoever has password and mailbox begin again without the phone."""
    browser, link = password_given(kari), link_of(kari)
    app_of(kari)
    browser.get(link)
    assert not SetUpRelease.objects.exists()
    assert not second_step_mail.post(kari.pk)


@pytest.mark.second_step
def test_staff_who_need_one_get_none_by_mail(cast: Cast) -> None:
    Person.objects.filter(pk=cast.henry.pk).update(email="henry@example.org")
    henry = with_password(cast.henry)
    assert not second_step_mail.post(henry.pk)
    assert not mail_proof.allow(OFFICE, henry, mail_proof.token_for(henry))


def test_a_pupil_who_reads_the_mailbox_gets_no_link(kari: Person, cast: Cast) -> None:
    Person.objects.filter(pk=cast.nora.pk).update(email="kari@example.org")
    with_password(cast.nora)
    assert not second_step_mail.post(kari.pk)


def test_a_new_second_step_ends_the_other_sessions(kari: Person) -> None:
    thief, owner = password_given(kari), password_given(kari)
    owner.get(link_of(kari))
    secret = KEY.findall(owner.get("/account/app/").content.decode())[0]
    owner.post("/account/app/", {"code": code_of(secret)})
    assert is_in(owner, kari)
    assert thief.get("/children/").status_code == 302
    assert owner.get("/children/").status_code == 200

"""What a way in that was used, ordered or left out still opens: nothing for anybody else."""

import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.credentials.issue import issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import activation_again, mail_batch
from kinkeeper.letters.models import Batch, Form, LetterState, Ordered
from kinkeeper.letters.order import order
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.lib.log_filters import WithoutTokens
from kinkeeper.people.models import Person
from tests.cast import PASSWORD, Cast, connected

pytestmark = pytest.mark.django_db
OFFICE = Actor(None, "the office", "a test")
SOMEBODY = Actor(None, "somebody", "192.0.2.7")
OPENED = re.compile(r'name="opened" value="([^"]+)"')


def mailed_by_hillside(cast: Cast) -> None:
    """Hillside set the address and sent a link there; Kari has never been in."""
    about = {"email_reach": [cast.hillside.pk], "email_set_at": timezone.now()}
    Person.objects.filter(pk=cast.kari.pk).update(**about)
    henry = Actor(cast.henry.pk, "Henry", "a test")
    mail_batch.post(order(henry, [fresh(cast.kari)], Form.EMAIL).pk, henry)
    mail.outbox.clear()


def fresh(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def letter_of(person: Person) -> str:
    return str(issue_many(OFFICE, [person.pk], Channel.LETTER)[0].token)


@pytest.mark.parametrize("how", ["forgotten password", "used link"])
def test_k38_a_mail_ordered_alone_opens_nothing_that_came_since(cast: Cast, how: str) -> None:
    mailed_by_hillside(cast)
    if how == "used link":
        batch = order(SOMEBODY, [fresh(cast.kari)], Form.EMAIL, about=Ordered.ONESELF)
    else:
        [batch] = activation_again.order_again(SOMEBODY, "kari.berg")
    connected(cast.kari, cast.theo)
    mail_batch.post(batch.pk, SOMEBODY)
    assert mail.outbox == []
    assert batch.letters.get().state == LetterState.LEFT_OUT


def test_k38_a_link_ordered_alone_is_bound_to_who_set_the_address(cast: Cast) -> None:
    mailed_by_hillside(cast)
    [batch] = activation_again.order_again(SOMEBODY, "kari.berg")
    mail_batch.post(batch.pk, SOMEBODY)
    assert Credential.objects.latest("pk").reach == [cast.hillside.pk]
    token = re.findall(r"/activate/([\w-]+)/", str(mail.outbox[0].body))[0]
    connected(cast.kari, cast.theo)
    browser = Client()
    assert browser.get(f"/activate/{token}/", follow=True).status_code == 410


def test_k25_a_mail_ordered_alone_goes_to_the_address_of_then_or_nowhere(cast: Cast) -> None:
    mail_batch.post(order(OFFICE, [cast.kari], Form.EMAIL).pk, OFFICE)
    mail.outbox.clear()
    [batch] = activation_again.order_again(SOMEBODY, "kari.berg")
    Person.objects.filter(pk=cast.kari.pk).update(email="new@example.org")
    mail_batch.post(batch.pk, SOMEBODY)
    assert mail.outbox == []
    assert Batch.objects.get(pk=batch.pk).letters.get().code == Why.ADDRESS_CHANGED


def test_a_made_up_reset_link_tries_no_passwords(cast: Cast) -> None:
    cast.admin.set_password(PASSWORD)
    cast.admin.way_in_at = timezone.now()
    cast.admin.save()
    uid = urlsafe_base64_encode(force_bytes(cast.admin.pk))
    browser = Client()
    browser.get(f"/forgotten/{uid}/never-a-token/")
    answer = browser.post("/forgotten/password/", {"password": PASSWORD})
    assert answer.status_code == 410
    assert "anna" not in answer.content.decode()


def test_a_used_link_alone_tries_no_passwords(cast: Cast) -> None:
    token, owner, holder = letter_of(cast.kari), Client(), Client()
    owner.get(f"/activate/{token}/")
    owner.post("/activate/password/", {"password": PASSWORD})
    holder.get(f"/activate/{token}/")
    assert holder.post(f"/activate/{token}/", {"password": PASSWORD}).status_code == 405
    answer = holder.post("/activate/password/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/activate/"
    assert "_auth_user_id" not in holder.session


def test_a_form_kept_from_before_tries_three_passwords_and_no_more(cast: Cast) -> None:
    token, owner, holder = letter_of(cast.kari), Client(), Client()
    page = holder.get(f"/activate/{token}/", follow=True).content.decode()
    opened = OPENED.findall(page)[0]
    owner.get(f"/activate/{token}/")
    owner.post("/activate/password/", {"password": PASSWORD})
    for guess in ("a wrong guess, the first", "a wrong guess, the second", "a third wrong guess"):
        holder.post("/activate/password/", {"password": guess, "opened": opened})
    answer = holder.post("/activate/password/", {"password": PASSWORD, "opened": opened})
    assert answer.status_code == 410
    assert "_auth_user_id" not in holder.session


def test_k23_a_form_sent_twice_stands_in_the_journal_as_a_sign_in(cast: Cast) -> None:
    token, browser, again = letter_of(cast.kari), Client(), Client()
    page = browser.get(f"/activate/{token}/", follow=True).content.decode()
    form = {"password": PASSWORD, "opened": OPENED.findall(page)[0]}
    browser.post("/activate/password/", form)
    assert again.post("/activate/password/", form).status_code == 302
    started = Entry.objects.filter(action="session.started", person_id=cast.kari.pk)
    assert started.count() == 2  # of each sending one, as of any sign-in


@pytest.mark.parametrize("page", ["/new-password/", "/account/password/"])
def test_k20_whoever_chooses_a_password_ends_the_letters_that_are_out(
    cast: Cast, page: str
) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(must_change_password=page == "/new-password/")
    letter_of(cast.kari)
    person = fresh(cast.kari)
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    browser.force_login(person)
    chosen = "green harbour seven ladders"
    answer = browser.post(page, {"password": chosen, "old": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    assert Credential.objects.get().state == CredentialState.VOIDED


@pytest.mark.parametrize("around", ["%20{}", "%22{}%22", "%C2%A0{}", "%0A{}"])
@pytest.mark.parametrize("place", ["activate", "Activate", "forgotten/abc", "address"])
def test_no_token_stands_in_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture, around: str, place: str
) -> None:
    token = letter_of(cast.kari)
    with caplog.at_level(logging.WARNING):
        Client().get(f"/{place}/{around.format(token)}/")
    for record in caplog.records:
        WithoutTokens().filter(record)
        assert token not in record.getMessage()


def test_a_bracket_before_a_token_does_not_break_the_link(cast: Cast) -> None:
    token = letter_of(cast.kari)
    assert Client().get(f"/activate/%20{token}/").headers["Location"] == "/activate/password/"

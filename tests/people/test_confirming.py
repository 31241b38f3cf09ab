"""The owner of a new address confirms it, with a way in from before (K39)."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.journal.models import Entry
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import NewAddress, Person
from kinkeeper.registry import confirm_address
from kinkeeper.registry.refusals import Refusal
from kinkeeper.registry.start_over import start_over
from tests.addressing import (
    FILE,
    FORMER,
    NEW,
    OFFICE,
    as_stored,
    confirmed,
    given,
    link,
    order_and_post,
    posted,
    signed_in,
)
from tests.cast import PASSWORD, Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def test_k39_signed_in_with_the_former_way_in_the_owner_confirms(kari: Person) -> None:
    given(kari)
    posted()
    token = link()
    client = signed_in(kari)
    page = client.get(f"/address/{token}/", follow=True)
    assert NEW in page.content.decode()
    assert as_stored(kari).email == FORMER  # K22: opening it is not the act
    assert confirmed(client, token) == 302
    found = as_stored(kari)
    assert (found.email, found.email_reach) == (NEW, [])
    assert not NewAddress.objects.exists()
    assert Entry.objects.filter(action="address.confirmed", person_id=kari.pk).exists()
    assert client.get("/children/").status_code == 200  # the session goes on
    Person.objects.filter(pk=kari.pk).update(email_set_at="2026-01-01T00:00Z")
    assert confirmed(client, token) == 404  # but for the same form sent twice


def test_k39_confirming_voids_the_codes_that_are_open(kari: Person) -> None:
    start_over(OFFICE, kari, reason="lost it", reach=WHOLE_SITE)
    order_and_post(kari)
    given(kari)
    assert Credential.objects.filter(person=kari, state=CredentialState.ISSUED).count() == 1
    posted()
    confirm_address.confirm(OFFICE, as_stored(kari), link())
    assert Credential.objects.filter(person=kari, state=CredentialState.ISSUED).count() == 0


def test_k39_opened_before_the_sign_in_the_link_is_still_there_after(kari: Person) -> None:
    given(kari)
    posted()
    client = Client()
    page = client.get(f"/address/{link()}/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/sign-in/?next=%2Faddress%2Fconfirm%2F")
    page = client.post(
        "/sign-in/",
        {"username": kari.username, "password": PASSWORD, "next": "/address/confirm/"},
        follow=True,
    )
    assert NEW in page.content.decode()


def test_k39_a_link_of_somebody_else_answers_as_one_that_does_not_exist(
    kari: Person, cast: Cast
) -> None:
    given(kari)
    posted()
    token = link()
    cast.stranger.set_password(PASSWORD)
    cast.stranger.save()
    client = signed_in(cast.stranger)
    theirs = client.get(f"/address/{token}/", follow=True)
    invented = client.get("/address/made-up/", follow=True)
    assert theirs.status_code == invented.status_code == 404
    assert NEW not in theirs.content.decode()
    plain = [
        re.sub(r'value="\w{64}"|nonce="[^"]+"', "", each.content.decode())
        for each in (theirs, invented)
    ]
    assert plain[0] == plain[1]
    assert confirmed(client, token) == 404
    assert as_stored(kari).email == FORMER


def test_k39_an_old_link_does_nothing(kari: Person) -> None:
    given(kari)
    posted()
    NewAddress.objects.update(expires_at=timezone.now())
    assert confirmed(signed_in(kari), link()) == 404
    assert as_stored(kari).email == FORMER


@pytest.mark.parametrize("way", ["letter", "mail", "file"])
def test_k39_a_way_in_from_after_the_change_confirms_nothing(
    kari: Person, way: str, client: Client
) -> None:
    given(kari)
    posted()
    token = link()
    if way == "letter":
        start_over(OFFICE, kari, reason="lost it", reach=WHOLE_SITE)
        order_and_post(kari)
        opened = re.search(r"/activate/[\w-]+/", str(outbox.outbox[0].body))
        assert opened is not None
        client.get(opened.group())
        client.post("/activate/password/", {"password": PASSWORD})
    elif way == "mail":
        outbox.outbox.clear()
        post_reset_mails(OFFICE, kari.username)
        opened = re.search(r"/forgotten/[\w-]+/[\w-]+/", str(outbox.outbox[0].body))
        assert opened is not None
        client.get(opened.group())
        client.post("/forgotten/password/", {"password": PASSWORD})
    else:
        imported(
            f"ParentID;FirstName;LastName;Password\nP-1;Kari;Berg;{PASSWORD}\n",
            reset_passwords=True,
        )
        Person.objects.update(must_change_password=False)
    client = signed_in(kari)
    assert confirmed(client, token) == 409
    assert "Ask the school office" in client.get("/address/confirm/").content.decode()
    assert as_stored(kari).email == FORMER


def test_k39_a_changed_password_of_ones_own_is_no_new_way_in(kari: Person) -> None:
    given(kari)
    posted()
    token = link()
    client = signed_in(kari)
    new = "another lantern by the sea"
    client.post("/account/password/", {"old": PASSWORD, "password": new})
    assert confirmed(client, token) == 302
    assert as_stored(kari).email == NEW


def test_k39_the_link_again_tells_the_former_address_once(kari: Person) -> None:
    given(kari)
    posted()
    first, since = link(), NewAddress.objects.get().set_at
    confirm_address.ask_again(OFFICE, kari)
    assert [each.to for each in posted()] == [[NEW]]
    assert NewAddress.objects.get().set_at == since
    client = signed_in(kari)
    assert confirmed(client, first) == 404
    assert confirmed(client, link()) == 302


def test_k24_no_address_is_confirmed_by_a_way_in_of_the_same_moment(kari: Person) -> None:
    imported(
        FILE.replace("Email\n", "Email;Password\n").replace(f"{NEW}\n", f"{NEW};{PASSWORD}\n"),
        reset_passwords=True,
    )
    posted()
    with pytest.raises(Refusal):
        confirm_address.confirm(OFFICE, as_stored(kari), link())

"""What an office says of an address is not proof of it: who gets which mail until then (K39)."""

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from kinkeeper.access.sign_in import recognised
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.letters.sentences import said
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import NewAddress, Person
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
    posted,
    refuse_for,
    signed_in,
)
from tests.cast import PASSWORD, Cast
from tests.importing import imported

pytestmark = pytest.mark.django_db


def test_k39_a_hand_gives_an_address_to_confirm_and_leaves_the_former(kari: Person) -> None:
    given(kari)
    assert as_stored(kari).email == FORMER
    assert as_stored(kari).stated_email == NEW


def test_k39_nothing_but_the_link_goes_to_the_new_address(kari: Person, cast: Cast) -> None:
    imported(FILE)
    [to_new] = [each for each in posted() if each.to == [NEW]]
    assert isinstance(to_new, EmailMultiAlternatives)
    for hidden in (kari.username, kari.family_name, FORMER, cast.nora.given_name):
        assert hidden not in str(to_new.body) + str(to_new.alternatives[0][0])
    outbox.outbox.clear()
    post_reset_mails(OFFICE, NEW)
    assert outbox.outbox == []
    post_reset_mails(OFFICE, kari.username)
    assert [each.to for each in outbox.outbox] == [[FORMER]]


def test_k39_the_former_address_is_told_without_the_new_one(kari: Person) -> None:
    imported(FILE)
    [to_former] = [each for each in posted() if each.to == [FORMER]]
    assert "another e-mail address for you" in str(to_former.body)
    assert NEW not in str(to_former.message())
    assert "/address/" not in str(to_former.message())


def test_k39_who_had_no_address_gets_the_link_alone(kari: Person) -> None:
    Person.objects.filter(pk=kari.pk).update(email="")
    roster_import = imported(FILE)
    assert roster_import.counts["people"]["notices"] == 0
    assert [each.to for each in posted()] == [[NEW]]
    assert as_stored(kari).email == ""


def test_k39_the_new_address_is_no_name_to_sign_in_with(kari: Person) -> None:
    given(kari)
    assert recognised(NEW, PASSWORD) is None
    assert recognised(FORMER, PASSWORD) == kari


def test_k39_who_has_started_over_gets_the_activation_at_the_former_address(kari: Person) -> None:
    given(kari)
    start_over(OFFICE, kari, reason="lost it", reach=WHOLE_SITE)
    posted()
    order(OFFICE, [as_stored(kari)], Form.EMAIL)
    assert [each.to for each in posted()] == [[FORMER]]


def test_k39_a_form_saved_untouched_withdraws_nothing(kari: Person, cast: Cast) -> None:
    given(kari)
    client = Client()
    client.force_login(cast.admin)
    page = client.get(f"/staff/people/{kari.pk}/edit/")
    values = {name: field.initial or "" for name, field in page.context["form"].fields.items()}
    assert values["email"] == NEW
    client.post(f"/staff/people/{kari.pk}/edit/", values | {"phone": "22 33 44 55"})
    assert as_stored(kari).phone == "22 33 44 55"
    assert as_stored(kari).stated_email == NEW


def test_k39_a_newer_address_replaces_the_one_that_waits(kari: Person) -> None:
    given(kari)
    posted()
    token = link()
    given(as_stored(kari), "newer@example.org")
    assert confirmed(signed_in(kari), token) == 404
    assert {each.to[0] for each in posted()} == {FORMER, "newer@example.org"}


def test_k39_a_stopped_batch_sends_nothing_more(kari: Person) -> None:
    imported(FILE)
    mail_batch.stop(Batch.objects.get(), OFFICE)
    mail_batch.post(Batch.objects.get().pk, OFFICE)
    assert outbox.outbox == []


def test_k39_what_the_former_mailbox_refuses_keeps_the_link_from_nobody(
    kari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_for(FORMER, monkeypatch)
    given(kari)
    assert [each.to for each in posted()] == [[NEW]]
    [letter] = Batch.objects.get().letters.all()
    assert letter.state == LetterState.SENT
    assert "old address was not told" in said(letter.code, letter.detail)


def test_k39_a_mail_that_a_dying_process_left_is_sent_again_and_no_other(
    kari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(kari)
    batch = Batch.objects.get()
    with monkeypatch.context() as patched:
        from kinkeeper.letters import address_mails  # noqa: PLC0415  # patched where it is used

        patched.setattr(address_mails, "link", lambda *_what: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mail_batch.post(batch.pk, OFFICE)
    assert [each.to for each in outbox.outbox] == [[FORMER]]
    outbox.outbox.clear()
    mail_batch.post(batch.pk, OFFICE)
    assert [each.to for each in outbox.outbox] == [[NEW]]


@pytest.mark.parametrize("address", [FORMER, NEW])
def test_k39_a_pupils_mailbox_gets_nothing(kari: Person, cast: Cast, address: str) -> None:
    cast.nora.email = address
    cast.nora.set_password(PASSWORD)
    cast.nora.save()
    given(kari)
    assert address not in {to for each in posted() for to in each.to}


def test_the_persons_page_sends_again_and_withdraws(kari: Person, cast: Cast) -> None:
    given(kari)
    posted()
    client = Client()
    client.force_login(cast.admin)
    page = client.get(f"/staff/people/{kari.pk}/").content.decode()
    assert "waiting to be confirmed since" in page
    client.post(f"/staff/people/{kari.pk}/address/again/")
    assert [each.to for each in posted()] == [[NEW]]
    client.post(f"/staff/people/{kari.pk}/address/withdraw/")
    assert not NewAddress.objects.exists()
    assert "waits to be confirmed" not in client.get(f"/staff/people/{kari.pk}/").content.decode()

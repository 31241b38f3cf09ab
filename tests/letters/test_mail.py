"""Mails through a real SMTP conversation: once each, with links that work."""

import email
import email.policy
import re
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from kinkeeper.credentials import redeem
from kinkeeper.credentials.models import Credential, CredentialState
from kinkeeper.families.disconnect import disconnect
from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import BatchState, Form, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.password_reset_mail import post_reset_mails
from kinkeeper.people.models import Person
from tests.cast import Cast, connected, person

pytestmark = pytest.mark.django_db
LINK = re.compile(r"/activate/([\w-]+)/")


class Box:
    """Takes every mail, but for addresses it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # type: ignore[no-untyped-def]  # aiosmtpd calls it so
        if address in self.refuses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # type: ignore[no-untyped-def]  # aiosmtpd calls it so
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append(message)
        return "250 OK"


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    taken = Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(taken, hostname="127.0.0.1", port=port)
    server.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port},
        }
    }
    yield taken
    server.stop()


def text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    return str(body.get_content())


def test_k21_one_mail_to_each_person_with_an_own_link(cast: Cast, office: Actor, box: Box) -> None:
    batch = order(office, [cast.kari, cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    assert [message["To"] for message in box.mails] == ["kari@example.org", "vera@example.org"]
    for message, parent in zip(box.mails, [cast.kari, cast.stranger], strict=True):
        token = LINK.search(text(message))
        assert token is not None
        assert redeem.by_token(token.group(1)).person_id == parent.pk
        assert parent.username in text(message)
        assert "Nora" not in text(message)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_posting_again_sends_nothing_twice(cast: Cast, office: Actor, box: Box) -> None:
    batch = order(office, [cast.kari], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    mail_batch.post(batch.pk, office)
    assert len(box.mails) == 1


def test_a_refused_address_is_told_and_the_old_link_still_works(
    cast: Cast, office: Actor, box: Box
) -> None:
    mail_batch.post(order(office, [cast.kari], Form.EMAIL).pk, office)
    old = LINK.search(text(box.mails[0]))
    assert old is not None
    box.refuses.add("kari@example.org")
    batch = order(office, [cast.kari, cast.stranger], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    states = dict(batch.letters.values_list("person_id", "state"))
    assert states == {cast.kari.pk: LetterState.FAILED, cast.stranger.pk: LetterState.SENT}
    assert redeem.by_token(old.group(1)).state == CredentialState.ISSUED


def test_r_084_k17_rights_are_looked_at_when_the_mail_leaves(
    cast: Cast, office: Actor, box: Box
) -> None:
    batch = order(office, [cast.stranger], Form.EMAIL)
    disconnect(office, cast.stranger, cast.mila, reason="moved out")
    mail_batch.post(batch.pk, office)
    assert box.mails == []
    assert not Credential.objects.exists()


def test_a_stopped_batch_sends_nothing_more(cast: Cast, office: Actor, box: Box) -> None:
    batch = order(office, [cast.kari], Form.EMAIL)
    assert mail_batch.stop(batch, office)
    mail_batch.post(batch.pk, office)
    assert box.mails == []


def test_a_forgotten_password_goes_to_each_who_shares_the_address(
    cast: Cast, office: Actor, box: Box
) -> None:
    other = person("other.berg", "parent", email="kari@example.org")
    connected(other, cast.nora)
    Person.objects.filter(pk__in=[cast.kari.pk, other.pk]).update(password="x")
    assert post_reset_mails(office, "KARI@example.org") == 2
    said = sorted(text(message) for message in box.mails)
    assert sum("kari.berg" in each for each in said) == 1
    assert sum("other.berg" in each for each in said) == 1


def test_a_forgotten_password_of_nobody_sends_nothing(cast: Cast, office: Actor, box: Box) -> None:
    assert post_reset_mails(office, "nobody@example.org") == 0
    assert box.mails == []


def test_r_068_a_name_cannot_add_a_header(cast: Cast, office: Actor, box: Box) -> None:
    odd = person("odd.name", "parent", given_name="A\r\nBcc: x@example.org", email="o@example.org")
    connected(odd, cast.nora)
    mail_batch.post(order(office, [odd], Form.EMAIL).pk, office)
    assert [message["Bcc"] for message in box.mails] == [None]

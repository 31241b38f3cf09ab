"""An e-mail that comes back days later is no longer *sent*, and no more go there (PC-101)."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.left_out_reasons import LeftOut
from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.redeem import redeem
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import Entry
from kinkeeper.letters import mail_batch, return_path, returned_mail
from kinkeeper.letters.models import Form, Letter, LetterState
from kinkeeper.letters.order import order
from kinkeeper.letters.sentences import said
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people import returned_mail as standing
from kinkeeper.people.models import Person
from kinkeeper.people.returned_mail_models import ReturnedMail, WhyReturned
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SERVER = Actor(None, "the mail server", "a test")
BOX = "returned@school.example"
NOTICE = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}

--b--
"""


@pytest.fixture(autouse=True)
def box(settings: Settings) -> Iterator[list[tuple[str, str]]]:
    """Envelope sender and `From` of each e-mail that a real server took."""
    taken: list[tuple[str, str]] = []

    class Box:
        async def handle_DATA(self, _server, _session, envelope):  # type: ignore[no-untyped-def]  # aiosmtpd calls it so
            head = envelope.content.decode("utf-8", "replace")
            sender = next(line for line in head.splitlines() if line.startswith("From: "))
            taken.append((envelope.mail_from, sender))
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(Box(), hostname="127.0.0.1", port=port)
    server.start()
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": "127.0.0.1", "port": port}
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    settings.RETURNED_MAIL_TO = BOX
    yield taken
    server.stop()


def notice(
    to: str, status: str = "5.1.1", action: str = "failed", recipient: str = "Kari@example.org"
) -> bytes:
    return NOTICE.format(to=to, status=status, action=action, recipient=recipient).encode()


def sent(office: Actor, person: Person) -> Letter:
    batch = order(office, [person], Form.EMAIL)
    mail_batch.post(batch.pk, office)
    return batch.letters.get()


def gets_one(person: Person) -> str:
    [choice] = choose([person], by_email=True, reach=WHOLE_SITE)
    return choice.code


def test_pc_101_a_letter_that_comes_back_is_not_sent_and_none_follows(
    cast: Cast, office: Actor, box: list[tuple[str, str]]
) -> None:
    letter = sent(office, cast.kari)
    [(envelope, sender)] = box
    assert envelope.startswith(f"returned+{cast.kari.pk}-")
    assert BOX.partition("@")[0] not in sender
    assert returned_mail.note(SERVER, notice(envelope)) == (cast.kari, WhyReturned.UNKNOWN)
    letter.refresh_from_db()
    assert (letter.state, said(letter.code, letter.detail)) == (
        LetterState.FAILED, "came back: there is no such mailbox",
    )  # fmt: skip
    assert gets_one(cast.kari) == LeftOut.EMAIL_RETURNED
    assert gets_one(cast.stranger) == ""
    assert Entry.objects.filter(action="letters.returned", person_id=cast.kari.pk).count() == 1
    # another address is another mailbox, also where a notice of the former one comes late
    Person.objects.filter(pk=cast.kari.pk).update(email="kari@example.net")
    cast.kari.refresh_from_db()
    assert gets_one(cast.kari) == ""
    assert returned_mail.note(SERVER, notice(envelope)) is None
    assert standing.of(cast.kari) is None


@pytest.mark.parametrize(
    ("status", "why"),
    [("5.1.1", "unknown"), ("5.1.10", "unknown"), ("5.2.2", "full"), ("5.2.1", "unknown"),
     ("5.7.26", "refused"), ("5.0.0", "other"), ("4.4.7", "other"), ("", "other"), ("x", "other")],
)  # fmt: skip
def test_pc_101_why_is_said_by_the_status(cast: Cast, status: str, why: str) -> None:
    to = return_path.address_of(cast.kari)
    assert returned_mail.note(SERVER, notice(to, status)) == (cast.kari, WhyReturned(why))


def test_pc_101_what_is_no_notice_or_not_signed_changes_nothing(
    cast: Cast,
) -> None:
    to = return_path.address_of(cast.kari)
    other = to.replace(f"+{cast.kari.pk}-", f"+{cast.stranger.pk}-")
    answer = f"From: kari@example.org\nTo: {to}\nAuto-Submitted: auto-replied\n\nI am away."
    for raw in (
        notice(to, action="delayed"), notice(to, action="relayed"), notice(other),
        notice(to, recipient="copies@example.net"), notice(BOX),
        notice("kari@example.org"), answer.encode(), b"", b"\xff" * 100,
        notice(to) + b" " * returned_mail.LARGEST,
    ):  # fmt: skip
        assert returned_mail.note(SERVER, raw) is None
    assert not ReturnedMail.objects.exists()
    # who comes by an old e-mail says nothing with it
    for weeks, is_taken in ((3, False), (1, True)):
        with patch("django.utils.timezone.now", lambda: NOW - timedelta(weeks=weeks)):  # noqa: B023
            old = return_path.address_of(cast.kari)
        assert (returned_mail.note(SERVER, notice(old)) is not None) == is_taken
    assert returned_mail.note(SERVER, notice(to.upper())) is not None


@given(raw=st.binary(max_size=400), cut=st.integers(0, len(NOTICE)))
def test_pc_101_no_bytes_stop_it(db: None, raw: bytes, cut: int) -> None:
    whole = notice("returned+1-2900-0123456789abcdef0123@school.example")
    assert returned_mail.note(SERVER, whole[:cut] + raw + whole[cut:]) is None
    assert returned_mail.note(SERVER, raw) is None


def test_whoever_opens_the_link_reads_the_mailbox(cast: Cast, office: Actor) -> None:
    letter = sent(office, cast.kari)
    standing.note(SERVER, cast.kari, WhyReturned.FULL)
    issued = Credential.objects.get(letters=letter)
    redeem(Actor(None, "", "a test"), issued.pk, "quiet lantern over the lake")
    assert standing.of(cast.kari) is None


@pytest.mark.parametrize(
    ("why", "days", "stands"),
    [("unknown", 400, True), ("refused", 400, True), ("full", 2, True), ("full", 4, False),
     ("other", 6, True), ("other", 8, False)],
)  # fmt: skip
def test_what_may_pass_is_tried_again(cast: Cast, why: str, days: int, stands: bool) -> None:
    standing.note(SERVER, cast.kari, WhyReturned(why))
    ReturnedMail.objects.update(returned_at=NOW - timedelta(days=days))
    assert (standing.of(cast.kari) is not None) == stands

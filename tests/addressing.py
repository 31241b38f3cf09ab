"""Addresses that wait to be confirmed, in one line, as a test wants them."""

import re

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client

from kinkeeper.journal.actor import Actor
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch, BatchState, Form
from kinkeeper.letters.order import order
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.edit import edit
from tests.cast import PASSWORD

OFFICE = Actor(None, "the office", "a test")
LINK = re.compile(r"/address/([\w-]+)/")
FORMER, NEW = "kari@example.org", "new@example.org"
FILE = "ParentID;FirstName;LastName;Email\nP-1;Kari;Berg;new@example.org\n"


def given(person: Person, email: str = NEW) -> Person:
    """The office gives the person this address."""
    return edit(OFFICE, person, {"email": email}, reach=WHOLE_SITE)


def posted() -> list[EmailMessage]:
    """All batches that wait are sent; the mails since the last time."""
    outbox.outbox.clear()
    for batch in Batch.objects.filter(state=BatchState.WAITING).order_by("pk"):
        mail_batch.post(batch.pk, OFFICE)
    return list(outbox.outbox)


def link() -> str:
    """The token that went out just now."""
    found = LINK.search("".join(str(each.body) for each in outbox.outbox))
    assert found is not None
    return found.group(1)


def as_stored(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def signed_in(person: Person) -> Client:
    client = Client()
    assert client.login(username=person.username, password=PASSWORD)
    return client


def confirmed(client: Client, token: str) -> int:
    """The status of the act, after the link was opened."""
    client.get(f"/address/{token}/")
    return client.post("/address/confirm/").status_code


def order_and_post(person: Person) -> None:
    order(OFFICE, [as_stored(person)], Form.EMAIL)
    posted()


def refuse_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from kinkeeper.letters.smtp_delivery import handed_over  # noqa: PLC0415
    from kinkeeper.letters.unsent_reasons import Reason, Why  # noqa: PLC0415

    monkeypatch.setattr(
        "kinkeeper.letters.address_mails.handed_over",
        lambda to, message: (
            Reason(Why.MAIL_REFUSED, {"error": "SMTPRecipientsRefused"})
            if message.to == [address]
            else handed_over(to, message)
        ),
    )

"""Notices of mail servers that an e-mail could not be delivered (RFC 3464)."""

import email
import email.policy
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message

from django.db.models.functions import Now
from django.utils import timezone

from kinkeeper.journal.actor import Actor
from kinkeeper.letters import return_path
from kinkeeper.letters.models import Form, Letter, LetterState
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.lib.asking import act
from kinkeeper.people import returned_mail
from kinkeeper.people.models import Person
from kinkeeper.people.returned_mail_models import WhyReturned

LARGEST = 10_000_000  # bytes; the notice repeats the e-mail at most
# Where it says to whom it was sent; servers add the last two.
TO = ("to", "delivered-to", "x-original-to")
# With the kind of address before it, such as `rfc822; kari@example.org`.
RECIPIENT = ("original-recipient", "final-recipient")
# A mail server tries for up to five days.
TRIED_FOR = timedelta(days=7)
PARTS = 50


def note(actor: Actor, raw: bytes) -> tuple[Person, WhyReturned] | None:
    """Keeps that the e-mail came back of which this notice speaks; None where it is no such notice,
    or of no e-mail to an address that a person has now. An automatic answer is none, and neither is
    a notice that the server goes on trying, or that the mailbox could not hand a copy on to
    another one."""
    if len(raw) > LARGEST:
        return None
    try:
        notice = email.message_from_bytes(raw, policy=email.policy.compat32)
        failed = list(_failures(notice))
        sent_to = " ".join(str(value) for name in TO for value in notice.get_all(name, []))
    except (ValueError, LookupError, RecursionError):  # what the parser makes of damaged ones
        return None
    person = return_path.whose(sent_to) if failed else None
    if person is None:
        return None
    why = next((why for why, to in failed if person.email.strip().lower() in to), None)
    if why is None:
        return None
    _keep(actor, person, why)
    return person, why


@act()
def _keep(actor: Actor, person: Person, why: WhyReturned) -> None:
    returned_mail.note(actor, person, why)
    Letter.objects.filter(
        person=person, state=LetterState.SENT, batch__form=Form.EMAIL,
        ended_at__gte=timezone.now() - TRIED_FOR,
    ).update(
        state=LetterState.FAILED, code=Why.RETURNED, detail={"returned": why}, ended_at=Now()
    )  # fmt: skip


def _failures(notice: Message) -> Iterator[tuple[WhyReturned, set[str]]]:
    """Of each address that the notice says will get nothing: why, and what it is called there."""
    for at, part in enumerate(notice.walk()):
        if at >= PARTS:
            return
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and str(block.get("action", "")).strip() == "failed":
                called = (str(block.get(name, "")).partition(";")[2] for name in RECIPIENT)
                to = {each.strip().strip("<>").lower() for each in called}
                yield _why(str(block.get("status", ""))), to


def _why(status: str) -> WhyReturned:
    """By the enhanced status, such as `5.1.1` (RFC 3463)."""
    _kind, _dot, said = status.strip().partition(".")
    subject, _dot, detail = said.partition(".")
    if subject == "1":
        return WhyReturned.UNKNOWN
    if subject == "2":
        return WhyReturned.FULL if detail.startswith("2") else WhyReturned.UNKNOWN
    return WhyReturned.REFUSED if subject == "7" else WhyReturned.OTHER

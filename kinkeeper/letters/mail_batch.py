"""Sends a batch by e-mail: one message to one person, each safe against a dying process."""

from collections.abc import Callable, Mapping

from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.credentials.eligible import choose
from kinkeeper.credentials.issue import Issued, issue_many
from kinkeeper.credentials.models import Channel, Credential, CredentialState
from kinkeeper.credentials.void import OPEN
from kinkeeper.families.may_open_account import WAY_IN, may_open
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import address_mails, locks, return_path, senders, still_right
from kinkeeper.letters.models import Batch, BatchState, Form, Letter, LetterState, Ordered
from kinkeeper.letters.pdf_batch import leave_out
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.own_settings import Contact
from kinkeeper.organisations.reach import WHOLE_SITE, Reach, of_roots
from kinkeeper.people.address_origin import digest, reads_mail_of
from kinkeeper.people.models import Person
from kinkeeper.people.reach import reach_now


def post(batch_id: int, actor: Actor) -> None:
    """Sends what still waits, over one connection; stops between two messages when the batch is
    stopped. Repeating it sends only what was not sent. Raises `locks.Busy` while another process
    sends it: two at once would send twice; and `OnHold`."""
    restore_hold.refuse()
    with locks.held(batch_id):
        _post(batch_id, actor)


@act()
def stop(batch: Batch, actor: Actor) -> bool:
    """Stops a batch that waits or is at work; what was sent stays sent."""
    stopped = Batch.objects.filter(
        pk=batch.pk, state__in=[BatchState.WAITING, BatchState.WORKING]
    ).update(state=BatchState.STOPPED, finished_at=Now())
    if stopped:
        record(actor, "letters.stopped", data={"batch": batch.pk})
    return bool(stopped)


def activation(person: Person, issued: Issued, contact: Contact) -> EmailMultiAlternatives:
    """The message with the link; it names whom it is for, and no child."""
    data = {
        "person": person,
        "site": contact.site_name,
        "office": contact.office,
        "link": link_tokens.to("entry:activate-link", issued.token),
        "until": date_format(localtime(issued.credential.expires_at), "DATETIME_FORMAT"),
    }
    folder = "letters/activation"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", data).split())
    message = EmailMultiAlternatives(
        subject, render_to_string(f"{folder}/message.txt", data), to=[person.email]
    )
    message.attach_alternative(render_to_string(f"{folder}/message.html", data), "text/html")
    return_path.mark(message, person)
    return message


def _post(batch_id: int, actor: Actor) -> None:
    Batch.objects.filter(pk=batch_id, state=BatchState.WAITING).update(state=BatchState.WORKING)
    connection = mailers.default
    try:
        while _working(batch_id):
            letter = _next(batch_id)
            if letter is None:
                break
            FORMS[letter.batch.form](letter, actor, connection)
    finally:
        connection.close()
    if not Letter.objects.filter(batch=batch_id, state=LetterState.WAITING).exists():
        Batch.objects.filter(pk=batch_id, state=BatchState.WORKING).update(
            state=BatchState.DONE, finished_at=Now()
        )
        sent = Letter.objects.filter(batch=batch_id, state=LetterState.SENT).count()
        record(actor, "letters.sent", data={"batch": batch_id, "sent": sent})


def _working(batch_id: int) -> bool:
    return Batch.objects.filter(pk=batch_id, state=BatchState.WORKING).exists()


def _next(batch_id: int) -> Letter | None:
    waiting = Letter.objects.filter(batch=batch_id, state=LetterState.WAITING)
    return waiting.select_related("person", "batch").order_by("pk").first()


def _send(letter: Letter, actor: Actor, connection: BaseEmailBackend) -> None:
    """Rights are looked at now (K17). The new link is stored before the mail leaves, so no mail
    can carry one that opens nothing; the old one holds until the server has accepted."""
    if _moved_since(letter):
        leave_out(letter, Why.ADDRESS_CHANGED)
        return
    batch, reach = letter.batch, _reader(letter)
    if letter.person_id not in still_right.still_reached(batch, [letter.person_id]):
        leave_out(letter, Why.OUT_OF_REACH)
        return
    alone = still_right.is_alone(batch)
    [choice] = choose([letter.person], by_email=True, reach=reach, alone=alone)
    if not choice.gets_one:
        leave_out(letter, choice.code)
        return
    contact = senders.of_batch(batch, [letter.person_id])[letter.person_id]
    with act():
        [issued] = issue_many(
            actor, [letter.person_id], Channel.EMAIL, reach=reach, state=CredentialState.SENDING
        )
    try:
        problem = handed_over(connection, activation(letter.person, issued, contact))
    except OSError:
        _void(issued.credential)
        raise
    if problem is not None:
        _failed(letter, issued.credential, problem)
    else:
        _sent(letter, issued.credential)


def _moved_since(letter: Letter) -> bool:
    """Whether a mail that was ordered for one address would go to another by now (K25)."""
    ordered_for = letter.detail.get("address")
    return ordered_for is not None and ordered_for != digest(letter.person.email).hex()


def _reader(letter: Letter) -> Reach:
    """Who could read the mail besides its person: whoever set the address, so that the link opens
    nothing that comes to lie beyond them; else the office that sends it, where it counts as a
    reader. Of a mail that somebody ordered alone nobody vouches but who set the address."""
    person, reach = letter.person, reach_now(letter.batch.made_by)
    if letter.batch.about == Ordered.ONESELF and person.email_reach:
        return of_roots(person.email_reach)
    setter = of_roots(person.email_reach) if person.email_reach else WHOLE_SITE
    if not setter.whole_site and may_open(setter, person.pk, WAY_IN):
        return setter
    return reach if reads_mail_of(reach, person) else WHOLE_SITE


@act()
def _sent(letter: Letter, credential: Credential) -> None:
    Credential.objects.filter(person_id=letter.person_id, state__in=OPEN).exclude(
        pk=credential.pk
    ).update(state=CredentialState.VOIDED, ended_at=Now())
    Credential.objects.filter(pk=credential.pk, state=CredentialState.SENDING).update(
        state=CredentialState.ISSUED, mailed_to=digest(letter.person.email)
    )
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.SENT, credential=credential, ended_at=Now()
    )


@act()
def _failed(letter: Letter, credential: Credential, problem: Reason) -> None:
    _void(credential)
    Letter.objects.filter(pk=letter.pk).update(
        state=LetterState.FAILED, ended_at=Now(), **problem.columns
    )


def _void(credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk, state=CredentialState.SENDING).update(
        state=CredentialState.VOIDED, ended_at=Now()
    )


FORMS: Mapping[str, Callable[[Letter, Actor, BaseEmailBackend], None]] = {
    Form.EMAIL: _send,
    Form.ADDRESS: address_mails.send,
}

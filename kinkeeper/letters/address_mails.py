"""The two mails about an address that was given for somebody who has been in (K39): to the former
address that there is another one, and to the new one nothing but the link that confirms it."""

from datetime import timedelta

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.credentials.eligible import of_pupils
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import senders
from kinkeeper.letters.models import Letter, LetterState
from kinkeeper.letters.pdf_batch import leave_out
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Reason, Why
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.organisations.own_settings import Contact
from kinkeeper.people.models import NewAddress, Person, PersonState, Profile

HOLDS = timedelta(days=14)


def send(letter: Letter, actor: Actor, connection: BaseEmailBackend) -> None:
    """The notice once, however often the link is sent. What cannot be delivered to the former
    address does not keep the link back: a dead mailbox is why most people have another one."""
    new = NewAddress.objects.select_related("person").filter(person=letter.person_id).first()
    if new is None or new.person.state != PersonState.ACTIVE:
        leave_out(letter, Why.NOTHING_TO_CONFIRM)
        return
    unread = _of_pupils(new)
    if new.email.lower() in unread:
        leave_out(letter, Why.PUPILS_ADDRESS)
        return
    contact = senders.of_batch(letter.batch, [new.person_id])[new.person_id]
    former = new.person.email
    untold: Reason | None = None
    if former and former.lower() not in unread and new.told_at is None:
        untold = handed_over(connection, notice(new.person, contact))
        if untold is None:
            _of_this(new).update(told_at=Now())
    token = link_tokens.draw()
    expires = timezone.now() + HOLDS
    # stored before the mail leaves, so that none can carry a link that opens nothing
    if not _of_this(new).update(link_hash=link_tokens.digest(token), expires_at=expires):
        leave_out(letter, Why.NOTHING_TO_CONFIRM)
        return
    new.expires_at = expires
    problem = handed_over(connection, link(new, token, contact))
    _ended(letter, actor, problem, untold)


def link(new: NewAddress, token: str, contact: Contact) -> EmailMultiAlternatives:
    """To the new address; it tells neither username nor children."""
    data = {
        "link": link_tokens.to("entry:address-link", token),
        "until": date_format(localtime(new.expires_at), "DATETIME_FORMAT"),
    }
    return _message("confirm", new.person, new.email, contact, data)


def notice(person: Person, contact: Contact) -> EmailMultiAlternatives:
    """To the former address, without the new one in it: whoever reads it need not know that."""
    return _message("notice", person, person.email, contact, {})


def _message(
    name: str, person: Person, to: str, contact: Contact, more: dict[str, str]
) -> EmailMultiAlternatives:
    data = {"person": person, "site": contact.site_name, "office": contact.office, **more}
    folder = f"letters/address/{name}"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", data).split())
    message = EmailMultiAlternatives(
        subject, render_to_string(f"{folder}/message.txt", data), to=[to]
    )
    message.attach_alternative(render_to_string(f"{folder}/message.html", data), "text/html")
    return message


def _of_pupils(new: NewAddress) -> set[str]:
    """Of the two addresses those that a pupil reads, unless the pupil is who is asked."""
    if new.person.profile == Profile.PUPIL:
        return set()
    return of_pupils([new.email, new.person.email])


def _of_this(new: NewAddress):  # type: ignore[no-untyped-def]  # a queryset
    """The row, as long as it is about this address."""
    return NewAddress.objects.filter(pk=new.pk, email=new.email)


@act()
def _ended(letter: Letter, actor: Actor, problem: Reason | None, untold: Reason | None) -> None:
    state = LetterState.SENT if problem is None else LetterState.FAILED
    reason = problem
    if problem is None and untold is not None:
        reason = Reason(Why.FORMER_NOT_TOLD, {**untold.detail, "why": untold.code})
    kept = {} if reason is None else reason.columns
    Letter.objects.filter(pk=letter.pk).update(state=state, ended_at=Now(), **kept)
    if problem is None:
        record(actor, "address.link-sent", person_id=letter.person_id)

"""Mails with a link to a new password, for whoever has forgotten the old one."""

import logging

from django.core.mail import EmailMessage, mailers
from django.db.models import Q
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kinkeeper.credentials.eligible import opens_only_its_setters, pupils_mailboxes
from kinkeeper.credentials.reset_tokens import tokens
from kinkeeper.credentials.throttle import MAIL_PERSON
from kinkeeper.families.contacts import of_people
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.roster.text.normalise import fold_username

log = logging.getLogger(__name__)


class NotNow(Exception):
    """The mail server took none of the mails; they may be tried again."""


def post_reset_mails(actor: Actor, name: str) -> int:
    """A mail with a link for each active person whom the name means; people who share an address
    each get their own, naming the username. How many were sent. Raises `NotNow` where none left
    and a later try may do."""
    people = meant_by(name)
    pupils = pupils_mailboxes(people)
    # somebody who never had a password activates the account instead (`activation_again`), and a
    # mail that a pupil would read opens no parent's account: the office does
    meant = [
        person
        for person in people
        if person.password
        and not MAIL_PERSON.used_up(str(person.pk))
        and opens_only_its_setters(person)
        and (person.profile == Profile.PUPIL or person.email.lower() not in pupils)
    ]
    connection, sent, problems = mailers.default, 0, []
    for person in meant:
        problem = handed_over(connection, _message(person))
        if problem is not None:
            problems.append(problem)
            log.warning("An e-mail with a link for a new password was not sent (%s)", problem.code)
            continue
        sent += 1
        MAIL_PERSON.count(str(person.pk))
        record(actor, "password.reset-sent", person_id=person.pk)
    if not sent and any(problem.may_be_later for problem in problems):
        # had one left, who got it would get another
        raise NotNow(", ".join(sorted({problem.code for problem in problems})))
    return sent


def meant_by(name: str) -> list[Person]:
    """Active people with an address, of this username or address; ten at most."""
    active = Person.objects.filter(state=PersonState.ACTIVE).exclude(email="")
    folded = fold_username(name)
    meant = Q(username_folded=folded) | Q(merged_here__gone__username_folded=folded)
    if "@" in name:  # a username may look like the address of somebody else: both are meant
        meant |= Q(mailbox=name.strip().lower())
    return list(active.alias(mailbox=Lower("email")).filter(meant).distinct()[:10])


def _message(person: Person) -> EmailMessage:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = tokens.make_token(person)
    contact = of_people([person.pk])[person.pk]
    data = {
        "person": person,
        "site": contact.site_name,
        "office": contact.office,
        "link": link_tokens.to("entry:forgotten-link", uid, token),
    }
    subject = " ".join(render_to_string("letters/reset/subject.txt", data).split())
    return EmailMessage(
        subject, render_to_string("letters/reset/message.txt", data), to=[person.email]
    )

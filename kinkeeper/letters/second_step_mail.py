"""The e-mail with the link of `accounts.mail_proof`."""

from django.core.mail import EmailMessage, mailers
from django.template.loader import render_to_string

from kinkeeper.accounts import mail_proof
from kinkeeper.credentials.eligible import of_pupils, opens_only_its_setters
from kinkeeper.credentials.throttle import MAIL_PERSON
from kinkeeper.families.contacts import of_people
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import Person, PersonState, Profile


class NotNow(Exception):
    """The mail server did not take it; it may be tried again."""


def post(number: int) -> bool:
    """Whether it left, to the active person of this internal ID. Raises `NotNow`."""
    person = Person.objects.filter(pk=number, state=PersonState.ACTIVE).first()
    if person is None or not mail_proof.may_have(person) or not _reads_it_alone(person):
        return False
    if MAIL_PERSON.used_up(str(person.pk)):
        return False
    problem = handed_over(mailers.default, message(person))
    if problem is not None and problem.may_be_later:
        raise NotNow(problem.code)
    MAIL_PERSON.count(str(person.pk))
    return problem is None


def message(person: Person) -> EmailMessage:
    contact = of_people([person.pk])[person.pk]
    data = {
        "person": person,
        "link": link_tokens.to("entry:second-step-link", mail_proof.token_for(person)),
        "site": contact.site_name,
        "office": contact.office,
    }
    subject = " ".join(render_to_string("letters/second_step/subject.txt", data).split())
    text = render_to_string("letters/second_step/message.txt", data)
    return EmailMessage(subject, text, to=[person.email])


def _reads_it_alone(person: Person) -> bool:
    """As for a new password: neither a pupil nor an office that may not open the account (K38)."""
    shared = person.profile != Profile.PUPIL and bool(of_pupils([person.email]))
    return not shared and opens_only_its_setters(person)

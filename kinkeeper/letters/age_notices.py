"""Tells a pupil, and each parent by themselves, of the day on which the pupil comes of age (K18).

Each mail is to one person and names nobody but that person and the pupil. Whom it concerns is asked
anew before each mail, so a relationship that ended a moment ago, or the setting that switches the
notices off, stops what is left (K17).
"""

import logging
from collections.abc import Iterator

from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.formats import date_format

from kinkeeper.credentials.eligible import of_pupils
from kinkeeper.families import majority, stated_rights
from kinkeeper.families.consent import going_on
from kinkeeper.families.consent_models import Continuation
from kinkeeper.families.contacts import of_people
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import lets_see
from kinkeeper.letters import return_path
from kinkeeper.letters.models import AgeNotice
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.people import returned_mail
from kinkeeper.people.hidden import protected
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.roster.vocabulary import Area

log = logging.getLogger(__name__)


def post() -> int:
    """How many mails left. Repeating it sends only what was not sent. Raises `OnHold`."""
    restore_hold.refuse()
    connection, sent = mailers.default, 0
    try:
        for pupil in majority.soon():
            for person in [pupil, *_parents(pupil)]:
                sent += _tell(person, pupil, connection)
    finally:
        connection.close()
    return sent


def _parents(pupil: Person) -> Iterator[Person]:
    """Those who have signed in: an address that nobody has used may be anybody's."""
    if not settings.get("parent_login"):
        return
    found = Relationship.objects.filter(
        lets_see(), child=pupil, parent__state=PersonState.ACTIVE, parent__last_login__isnull=False
    )
    for each in found.select_related("parent").order_by("pk"):
        yield each.parent


def _tell(person: Person, pupil: Person, connection: BaseEmailBackend) -> bool:
    notice = _kept(person, pupil)
    if notice is None:
        return False
    problem = handed_over(connection, message(person, pupil))
    kept = AgeNotice.objects.filter(pk=notice.pk)
    if problem is None:
        kept.update(sent_at=Now())
    elif problem.may_be_later:
        kept.delete()  # the next hour tries again
    else:
        kept.update(code=problem.code)
    return problem is None


@act()
def _kept(person: Person, pupil: Person) -> AgeNotice | None:
    """The mail is this process's to send, once and for all; None where it is not due."""
    person = Person.objects.get(pk=person.pk)
    pupil = Person.objects.get(pk=pupil.pk)
    if not _due(person, pupil):
        return None
    day = majority.of(pupil)
    if day is None:
        return None
    notice, made = AgeNotice.objects.get_or_create(person=person, pupil=pupil, comes_on=day)
    return notice if made else None


def _due(person: Person, pupil: Person) -> bool:
    if {person.pk, pupil.pk} & protected():  # no e-mail to many tells of them (K28)
        return False
    if returned_mail.of(person) is not None:
        return False
    here = PersonState.ACTIVE == person.state == pupil.state and pupil.profile == Profile.PUPIL
    if not here or not person.email or not majority.announced(pupil, date_of(pupil)):
        return False
    if person.pk == pupil.pk:
        return True
    if of_pupils([person.email]) or going_on(person, pupil) is not None:
        return False
    found = Relationship.objects.filter(lets_see(), parent=person, child=pupil)
    return found.exists() and bool(stated_rights.on(person, pupil, date_of(pupil)).sees)


def message(person: Person, pupil: Person) -> EmailMultiAlternatives:
    """The day is part of the contact details: a parent who does not see those reads *soon*."""
    own = person.pk == pupil.pk
    sees = {Area.CONTACT} if own else stated_rights.on(person, pupil, date_of(pupil)).sees
    day = majority.of(pupil) if Area.CONTACT in sees else None
    contact = of_people([person.pk])[person.pk]
    data = {
        "person": person,
        "pupil": pupil,
        "day": date_format(day, "DATE_FORMAT") if day else "",
        "own": own,
        "continues": own and Continuation.objects.filter(child=pupil, ended_at=None).exists(),
        "link": link_tokens.to("entry:sign-in"),
        "site": contact.site_name,
        "office": contact.office,
    }
    subject = " ".join(render_to_string("letters/of_age/subject.txt", data).split())
    text = render_to_string("letters/of_age/message.txt", data)
    made = EmailMultiAlternatives(subject, text, to=[person.email])
    made.attach_alternative(render_to_string("letters/of_age/message.html", data), "text/html")
    return_path.mark(made, person)
    return made

"""Posts the mails that tell owners of a change in how their account is opened."""

import logging
from datetime import timedelta

from django.core.mail import EmailMessage, mailers
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.accounts.not_me import HOLDS
from kinkeeper.credentials.eligible import of_pupils
from kinkeeper.credentials.models import SignInNotice
from kinkeeper.credentials.sign_in_notices import KEPT, What, token_of
from kinkeeper.families.contacts import of_people
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import PersonState, Profile

log = logging.getLogger(__name__)
# What nobody could be told for so long is no news any more.
GIVEN_UP = timedelta(days=2)
# Nothing of the sign-in has changed by these.
ASKS = (What.EXPORTED, What.NEW_PLACE)


class NotNow(Exception):
    """The mail server took some not yet; they stay, and may be tried again."""


def post() -> int:
    """How many left; one job at a time does it. One that is killed between a mail and its mark is
    sent again, with the same link. Raises `NotNow`."""
    connection, sent, later = mailers.default, 0, 0
    fresh = Q(sent_at=None, code="", made_at__gt=timezone.now() - GIVEN_UP)
    try:
        for notice in SignInNotice.objects.select_related("person").filter(fresh).order_by("pk"):
            code = _unsendable(notice)
            problem = None if code else handed_over(connection, message(notice))
            if problem is not None and problem.may_be_later:
                later += 1
                continue
            code = code or (problem.code if problem else "")
            kept = {"code": code, "sent_at": None if code else timezone.now()}
            SignInNotice.objects.filter(pk=notice.pk).update(**kept)
            sent += not code
    finally:
        connection.close()
    if later:
        raise NotNow(f"{later} notices")
    return sent


def forget_old() -> int:
    """Removes what was told, or could not be; how many."""
    return SignInNotice.objects.filter(made_at__lt=timezone.now() - KEPT).delete()[0]


def message(notice: SignInNotice) -> EmailMessage:
    """Names the owner, and no child and no school of a child (K19)."""
    contact = of_people([notice.person_id])[notice.person_id]
    data = {
        "person": notice.person,
        "asks": notice.what in ASKS,
        "what": What(notice.what).label,
        "when": date_format(localtime(notice.made_at), "DATETIME_FORMAT"),
        "days": HOLDS.days,
        "link": link_tokens.to("entry:not-me-link", token_of(notice)),
        "site": contact.site_name,
        "office": contact.office,
    }
    subject = " ".join(render_to_string("letters/sign_in/subject.txt", data).split())
    text = render_to_string("letters/sign_in/message.txt", data)
    return EmailMessage(subject, text, to=[notice.address])


def _unsendable(notice: SignInNotice) -> str:
    """A pupil who reads a parent's mailbox is not handed a link that shuts the parent out."""
    person = notice.person
    if person.state != PersonState.ACTIVE:
        return "not-active"
    if person.profile != Profile.PUPIL and of_pupils([notice.address]):
        return str(Why.PUPILS_ADDRESS)
    return ""

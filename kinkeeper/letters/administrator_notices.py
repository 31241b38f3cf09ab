"""Tells the administrators by e-mail that there is a new one, whoever made the account and how: by
hand, from a file or on the command line (R-075).

Once for each account, a few minutes after it was made; the journal says that it was told, and so
remembers it.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.core.mail import EmailMessage, mailers
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.models import Entry
from kinkeeper.journal.record import record_each
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.people.models import ADMINISTRATORS, Person, PersonState, Profile
from kinkeeper.people.reach import reach_of, within

TOLD = "person.announced"
# Of an older account nobody is told any more; so a worker may be away for as long.
NEW = timedelta(days=30)


class NotNow(Exception):
    """The mail server took none of the mails."""


def post() -> int:
    """How many mails left. Raises `OnHold`, and `NotNow` where all of them have to wait."""
    restore_hold.refuse()
    new = _new()
    readers = _administrators().exclude(email="").order_by("pk") if new else []
    connection, sent, tried = mailers.default, 0, 0
    try:
        for reader in readers:
            told = [each for each in new if _is_told(reader, each)]
            if told:
                tried += 1
                sent += handed_over(connection, message(reader, told)) is None
    finally:
        connection.close()
    if tried and not sent:
        raise NotNow(f"{tried} mails")
    numbers = [each.pk for each in new]
    record_each(Actor(None, ITSELF, ON_SCHEDULE), TOLD, numbers, data={"sent": sent})
    return sent


def message(reader: Person, new: Sequence[Person]) -> EmailMessage:
    people = [
        {
            "name": each.full_name,
            "username": each.username,
            "profile": each.get_profile_display(),
            "when": date_format(localtime(each.created_at), "DATETIME_FORMAT"),
        }
        for each in new
    ]
    site, link = settings.get("site_name"), link_tokens.to("staff:journal")
    data = {"person": reader, "people": people, "site": site, "link": link}
    subject = " ".join(render_to_string("letters/new_administrator/subject.txt", data).split())
    text = render_to_string("letters/new_administrator/message.txt", data)
    return EmailMessage(subject, text, to=[reader.email])


def _administrators() -> QuerySet[Person]:
    return Person.objects.filter(profile__in=ADMINISTRATORS, state=PersonState.ACTIVE)


def _new() -> list[Person]:
    fresh = _administrators().filter(created_at__gt=timezone.now() - NEW)
    told = Entry.objects.filter(person_id__in=list(fresh.values_list("pk", flat=True)), action=TOLD)
    return list(fresh.exclude(pk__in=list(told.values_list("person_id", flat=True))).order_by("pk"))


def _is_told(reader: Person, new: Person) -> bool:
    """Who was here before. Everybody knows those of the whole site; a school's own is known to who
    looks after it (K14)."""
    if reader.created_at >= new.created_at:
        return False
    if Profile.SYSTEM_ADMINISTRATOR in {reader.profile, new.profile}:
        return True
    return Person.objects.filter(within(reach_of(reader)), pk=new.pk).exists()

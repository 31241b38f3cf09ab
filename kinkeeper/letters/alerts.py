"""Tells by e-mail of what may be an attack by an account at work: files about very many people, and
an administrator who signs in from a new place (R-075).

The owner is told, with the link that says *this was not me*, and the administrators who look after
the account are: always in the same words, without who, whom and how many, which stand in the
journal. Of one account and one thing at most once an hour; what comes meanwhile is told then. Of
commands without an account (None) whoever runs the site is told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.mail import EmailMessage, mailers
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.models import ALERTED, EXPORTS, NEW_PLACE, WATCHED, Entry
from kinkeeper.journal.record import record
from kinkeeper.letters.smtp_delivery import handed_over
from kinkeeper.lib import link_tokens
from kinkeeper.lib.asking import act
from kinkeeper.organisations import restore_hold, settings
from kinkeeper.people.models import ADMINISTRATORS, Person, PersonState, Profile
from kinkeeper.people.reach import reach_of, within

# So many people in the files of one person within an hour.
MANY = 100
HOUR = timedelta(hours=1)
# What nobody could be told for so long is no news any more.
LATELY = timedelta(days=2)


class Alert(StrEnum):
    EXPORTED = What.EXPORTED.value
    NEW_PLACE = What.NEW_PLACE.value


WORDS: Mapping[Alert, str | Promise] = {
    Alert.EXPORTED: _("Files about many people were downloaded with one account."),
    Alert.NEW_PLACE: _(
        "An administrator signed in with a device, or from a network, that is new for the account."
    ),
}
type Account = int | None  # whose, by internal ID
type Due = dict[Alert, list[Account]]


class NotNow(Exception):
    """The mail server took none of the mails."""


def post() -> int:
    """How many mails to administrators left. Raises `OnHold`, and `NotNow` where all of them have
    to wait."""
    restore_hold.refuse()
    due = _due()
    if not due:
        return 0
    accounts = {number for numbers in due.values() for number in numbers}
    whom = Person.objects.in_bulk([each for each in accounts if each is not None])
    readers = Person.objects.filter(profile__in=ADMINISTRATORS, state=PersonState.ACTIVE)
    connection, sent, tried = mailers.default, 0, 0
    try:
        for reader in readers.exclude(email="").order_by("pk"):
            told = [
                alert
                for alert, numbers in due.items()
                if any(_is_responsible(reader, number, whom) for number in numbers)
            ]
            if told:
                tried += 1
                words = [WORDS[each] for each in told]
                sent += handed_over(connection, message(reader, words)) is None
    finally:
        connection.close()
    if tried and not sent:
        raise NotNow(f"{tried} mails")
    with act():
        for alert, numbers in due.items():
            for number in numbers:
                if number is not None and number in whom:
                    tell(whom[number], What(alert.value))
                data = {"alert": alert.value, "sent": sent}
                record(Actor(None, ITSELF, ON_SCHEDULE), ALERTED, person_id=number, data=data)
    return sent


def message(reader: Person, happened: Sequence[str | Promise]) -> EmailMessage:
    data = {
        "person": reader,
        "alerts": happened,
        "site": settings.get("site_name"),
        "link": link_tokens.to("staff:journal"),
    }
    subject = " ".join(render_to_string("letters/alert/subject.txt", data).split())
    text = render_to_string("letters/alert/message.txt", data)
    return EmailMessage(subject, text, to=[reader.email])


def _due() -> Due:
    """What happened since it was told last, unless that was in this hour."""
    now = timezone.now()
    lines = Entry.objects.filter(action__in=WATCHED, at__gt=now - LATELY).order_by("pk")
    told: dict[tuple[Alert, Account], datetime] = {}
    places: set[Account] = set()
    files: dict[Account, list[tuple[datetime, int]]] = defaultdict(list)
    for at, action, actor, about, data in lines.values_list(
        "at", "action", "actor_id", "person_id", "data"
    ):
        if action == ALERTED:
            alert = Alert(data["alert"])
            told[alert, about] = at
            if alert == Alert.NEW_PLACE:
                places.discard(about)
            else:
                files.pop(about, None)
        elif action == NEW_PLACE and about is not None:
            places.add(about)
        elif action in EXPORTS:
            files[actor].append((at, int(data.get(EXPORTS[action]) or 0)))
    found: Due = {
        Alert.EXPORTED: [who for who, some in files.items() if _are_many(some)],
        Alert.NEW_PLACE: list(places),
    }
    return {
        alert: waiting
        for alert, numbers in found.items()
        if (
            waiting := [
                each for each in numbers if now - told.get((alert, each), now - HOUR) >= HOUR
            ]
        )
    }


def _are_many(files: Sequence[tuple[datetime, int]]) -> bool:
    """Whether any hour of these had so many people in its files."""
    return any(
        sum(count for at, count in files if begins <= at < begins + HOUR) >= MANY
        for begins, _count in files
    )


def _is_responsible(reader: Person, account: Account, known: Mapping[int, Person]) -> bool:
    """Of who runs the site, and of no one in particular, only they are told; of a school's own also
    who looks after it. Nobody of the own account: the owner is told otherwise."""
    if account is None:
        return reader.profile == Profile.SYSTEM_ADMINISTRATOR
    whose = known.get(account)
    if whose is None or reader.pk == whose.pk:
        return False
    if reader.profile == Profile.SYSTEM_ADMINISTRATOR:
        return True
    if whose.profile == Profile.SYSTEM_ADMINISTRATOR:
        return False
    return Person.objects.filter(within(reach_of(reader)), pk=whose.pk).exists()

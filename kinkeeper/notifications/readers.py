"""Who is told by e-mail, and what need not be told."""

import zoneinfo
from collections.abc import Callable, Iterable
from datetime import datetime, time

from kinkeeper.credentials.eligible import of_pupils
from kinkeeper.lib import db
from kinkeeper.notifications import clock
from kinkeeper.notifications.models import Mail, Reader
from kinkeeper.notifications.news import News, shown
from kinkeeper.organisations import settings
from kinkeeper.people import returned_mail
from kinkeeper.people.hidden import protected
from kinkeeper.people.models import Person, PersonState

# Those who have been in, so that the address is theirs (K39), and who may see a child.
NEW = """
INSERT INTO notifications_reader (person_id)
SELECT person.id FROM people_person person
WHERE person.state = 'active' AND person.email <> '' AND person.last_login IS NOT NULL
  AND EXISTS (SELECT FROM families_relationship tie
              WHERE tie.parent_id = person.id AND tie.state = 'active')
  AND NOT EXISTS (SELECT FROM notifications_reader known WHERE known.person_id = person.id)
ON CONFLICT DO NOTHING
"""
KNOW = """
INSERT INTO notifications_told (person_id, what, version, mail_id)
SELECT %(person)s, known.what, known.version, %(mail)s
FROM unnest(%(what)s::bytea[], %(version)s::bytea[]) AS known (what, version)
ON CONFLICT (person_id, what) DO UPDATE
SET version = excluded.version, mail_id = excluded.mail_id, told_at = now()
WHERE notifications_told.version <> excluded.version
"""


def add_new() -> int:
    """Everybody who has begun to use the site since; how many."""
    return db.run(NEW)


def of(person: Person) -> Reader:
    return Reader.objects.get_or_create(person=person)[0]


def may_be_told(person: Person) -> bool:
    """Whether e-mails about news go to this person at all. None to who is protected (K28), none
    where a pupil reads the mailbox, and none to an address from which the last one came back."""
    return (
        bool(settings.get("parent_login"))
        and has_address(person)
        and person.pk not in protected()
        and returned_mail.of(person) is None
        and not of_pupils([person.email])
    )


def has_address(person: Person) -> bool:
    """Whether there is one that is the person's own (K39)."""
    return person.state == PersonState.ACTIVE and bool(person.email) and person.is_in_use


def settle(reader: Reader, moment: datetime, known: Callable[[News], bool]) -> None:
    """Of what is shown now this is told by no e-mail; the first time nothing is."""
    found = shown(reader.pk, moment)
    first = reader.settled_at is None
    know(reader.pk, (each for each in found.news if first or known(each)))
    if first:
        due = {"settled_at": moment, "look_at": None} | next_times(moment, found.zone)
        Reader.objects.filter(pk=reader.pk).update(**due)


def settle_anew() -> None:
    """For everybody it is as at the first time: what was told is not known any more."""
    Reader.objects.update(settled_at=None, wait_until=None)


def know(person_id: int, news: Iterable[News], mail: Mail | None = None) -> None:
    """The parent knows of these as they are now."""
    listed = list(news)
    said = {
        "person": person_id,
        "mail": mail and mail.pk,
        "what": [each.what for each in listed],
        "version": [each.version for each in listed],
    }
    if listed:
        db.run(KNOW, said)


def next_times(moment: datetime, zone: zoneinfo.ZoneInfo) -> dict[str, datetime]:
    """When the e-mails of the day and of the week are due next."""
    at = time.fromisoformat(settings.get("notify_at"))
    weekday = settings.WEEK.index(settings.get("notify_weekday"))
    return {
        "daily_at": clock.next_day(moment, zone, at),
        "weekly_at": clock.next_week(moment, zone, at, weekday),
    }

"""The mark of a device from which somebody has signed in: strangers' guesses do not count there.

A mark is worth nothing without the password. It is signed with a key that is not in the database,
nothing of it is stored, and it is bound to one account and its password of now: a new password,
none, or the restore of a backup voids it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from kinkeeper.lib.seal import derive
from kinkeeper.organisations import restore_hold
from kinkeeper.people.models import Person

LIFE = timedelta(days=90)
MOST = 5  # the accounts of one household's tablet
LONGEST = 1000  # characters that are looked at
NOBODY = Person(id=0, password="")


def marked(kept: str, person: Person) -> str:
    """The marks for a device that has the marks `kept` and on which `person` has just shown the
    password or a way in of the own."""
    others = [each for each in _each(kept) if not _fits(each, person)]
    nonce, made = secrets.token_urlsafe(16), int(timezone.now().timestamp())
    return "~".join([f"{nonce}.{made}.{_signed(nonce, str(made), person)}", *others][:MOST])


def known(kept: str, people: Iterable[Person]) -> str:
    """The name of this device for the first of the people who has signed in there; empty where
    nobody has. As much work for a name that nobody has as for one that somebody has."""
    found = ""
    for person in list(people) or [NOBODY]:
        for each in _each(kept):
            if _fits(each, person) and not found:
                found = f"{person.pk} {each.partition('.')[0]}"
    return found


def _each(kept: str) -> list[str]:
    marks = kept.split("~")[:MOST] if len(kept) <= LONGEST else []
    return [mark for mark in marks if mark.isascii() and mark.count(".") == 2]


def _fits(mark: str, person: Person) -> bool:
    nonce, made, signed = mark.split(".")
    good = hmac.compare_digest(signed, _signed(nonce, made, person))
    return good and timezone.now().timestamp() - int(made) < LIFE.total_seconds()


def _signed(nonce: str, made: str, person: Person) -> str:
    key = derive(settings.SECRET_KEY, "known-device")
    bound = "\0".join([nonce, made, str(person.pk), person.password, str(restore_hold.epoch())])
    return hmac.new(key, bound.encode(), hashlib.sha256).hexdigest()

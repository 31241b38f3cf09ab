"""Passwords that came in a file: sealed until a job has hashed them (K12)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import F

from kinkeeper.lib import db
from kinkeeper.lib.seal import BrokenSeal, open_sealed
from kinkeeper.people.models import Person

PURPOSE = "preset-password"
WRITTEN = 25
WRITE = """
UPDATE people_person person SET password = made.hashed, sealed_password = NULL
FROM unnest(%s::bigint[], %s::text[], %s::bytea[], %s::text[]) AS made(id, hashed, sealed, before)
WHERE person.id = made.id AND person.sealed_password = made.sealed AND person.password = made.before
"""
PARTS = 16  # as many processes may hash side by side without meeting one another


def opened(person: Person) -> str | None:
    """The preset password; None when there is none or its seal is broken."""
    if person.sealed_password is None:
        return None
    try:
        raw = open_sealed(
            bytes(person.sealed_password), secret=settings.SECRET_KEY, purpose=PURPOSE
        )
    except BrokenSeal:
        return None
    return raw.decode()


def waiting() -> int:
    """How many passwords are sealed still."""
    return Person.objects.filter(sealed_password__isnull=False).count()


def hash_some(most: int, *, part: int | None = None, threads: int = 1) -> int:
    """Hashes up to `most` sealed passwords; how many were there. Any number of processes may run
    this at once and a killed one loses nothing: a password stays sealed until its hash is
    written, and a newer password wins.

    Workers share the people by `part` of `PARTS`, the first come first. Without a part the last
    come first: who hashes beside the workers begins at the other end. Argon2 computes outside the
    interpreter's lock, so `threads` is how many cores this process may take.
    """
    sealed = Person.objects.filter(sealed_password__isnull=False)
    if part is None:
        sealed = sealed.order_by("-pk")
    else:
        sealed = sealed.annotate(part=F("pk") % PARTS).filter(part=part).order_by("pk")
    people = list(sealed.only("password", "sealed_password")[:most])
    with ThreadPoolExecutor(threads) as pool:
        hashed = pool.map(_hashed, people)
        for start in range(0, len(people), WRITTEN):
            some = people[start : start + WRITTEN]
            _write(some, list(islice(hashed, len(some))))
    return len(people)


def _write(people: Sequence[Person], hashed: Sequence[str]) -> None:
    """One statement for several: one for each took a tenth of the time of hashing."""
    sealed = [bytes(person.sealed_password or b"") for person in people]
    before = [person.password for person in people]
    db.run(WRITE, [[person.pk for person in people], list(hashed), sealed, before])


def _hashed(person: Person) -> str:
    password = opened(person)
    return make_password(password) if password is not None else ""

"""Passwords that came in a file: sealed until a job has hashed them (K12)."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from kinkeeper.lib.seal import BrokenSeal, open_sealed
from kinkeeper.people.models import Person

PURPOSE = "preset-password"


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


def hash_some(most: int) -> int:
    """Hashes up to `most` sealed passwords; how many were there. Any number of workers may run
    this at once and a killed one loses nothing: a password stays sealed until its hash is
    written, and a newer password wins."""
    waiting = list(Person.objects.filter(sealed_password__isnull=False).order_by("?")[:most])
    for person in waiting:
        password = opened(person)
        hashed = make_password(password) if password is not None else ""
        Person.objects.filter(
            pk=person.pk, sealed_password=person.sealed_password, password=person.password
        ).update(password=hashed, sealed_password=None)
    return len(waiting)

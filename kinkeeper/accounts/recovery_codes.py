"""Ten codes on paper, each of which opens once in place of a lost phone (NIST SP 800-63B-4,
4.2.1.1)."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.utils import timezone

from kinkeeper.accounts.models import RecoveryCode
from kinkeeper.lib import typed_codes
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.seal import derive
from kinkeeper.people.models import Person

MANY = 10
LENGTH = 16  # characters of 5 bits each: 80, more than the 64 that are asked for


class Wrong(Exception):
    """Nobody's code, or one that was used."""


@act()
def make(person: Person) -> list[str]:
    """Ten new ones as they are read, which are kept nowhere; all earlier ones end."""
    RecoveryCode.objects.filter(person=person).delete()
    return [_add(person) for _time in range(MANY)]


@act()
def use(person: Person, typed: str) -> str:
    """A new code in place of the one that is used up. Of two at once one wins. Raises `Wrong`."""
    code = typed_codes.tidy(typed)
    unused = RecoveryCode.objects.filter(person=person, used_at=None, code_hash=_hash(person, code))
    if len(code) != LENGTH or not unused.update(used_at=timezone.now()):
        raise Wrong
    return _add(person)


def void_all() -> int:
    """Everybody's; how many."""
    return RecoveryCode.objects.all().delete()[0]


@whole_site()
def left(person: Person) -> int:
    return RecoveryCode.objects.filter(person=person, used_at=None).count()


def _add(person: Person) -> str:
    code = "".join(secrets.choice(typed_codes.ALPHABET) for _ in range(LENGTH))
    RecoveryCode.objects.create(person=person, code_hash=_hash(person, code))
    return typed_codes.pretty(code)


def _hash(person: Person, code: str) -> bytes:
    """Keyed: whoever steals the database alone cannot search the codes."""
    key = derive(settings.SECRET_KEY, "recovery-code")
    return hmac.new(key, f"{person.pk} {code}".encode(), hashlib.sha256).digest()

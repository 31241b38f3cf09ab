"""Codes of six digits from an app; computed by cryptography's TOTP."""

import base64
import secrets
import time
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.utils import timezone

from kinkeeper.accounts.models import AuthenticatorApp
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.seal import open_sealed, seal
from kinkeeper.people.models import Person

SEALED = "authenticator-app"
BYTES = 20  # as long as SHA-1's digest (RFC 4226, 4)
DIGITS, STEP = 6, 30  # what every app assumes
EARLY_OR_LATE = 1  # steps by which the phone's clock may differ
# In a row, then the app opens nothing any more (NIST SP 800-63B-4, 3.2.2 allows a hundred in all):
# with three codes good at a time, whoever knows the password guesses one in 6,700 times.
MOST_WRONG = 50


class Wrong(Exception):
    """Not a code of this app, or one that was used before."""


class ShutOff(Wrong):
    """So many wrong codes were tried that none is taken any more."""


@dataclass(frozen=True)
class NewApp:
    """Not yet anybody's: becomes so with a first code. `secret` is in base 32, as apps take it."""

    secret: str

    @classmethod
    def draw(cls) -> "NewApp":
        return cls(base64.b32encode(secrets.token_bytes(BYTES)).decode())

    @property
    def grouped(self) -> str:
        """For typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    def address(self, person: Person, site: str) -> str:
        """What the QR code holds."""
        return _totp(base64.b32decode(self.secret)).get_provisioning_uri(person.username, site)


class Clock(Protocol):
    def __call__(self) -> float: ...


@act()
def add(person: Person, new: NewApp, typed: str, clock: Clock = time.time) -> AuthenticatorApp:
    """In place of an earlier one. Raises `Wrong`."""
    secret = base64.b32decode(new.secret)
    step = _step(secret, typed, after=0, now=clock())
    sealed = seal(secret, secret=settings.SECRET_KEY, purpose=SEALED)
    fresh = {"secret": sealed, "last_step": step, "wrong_tries": 0, "wrong_tries_known": 0}
    AuthenticatorApp.objects.filter(person=person).delete()
    return AuthenticatorApp.objects.create(person=person, **fresh)


@act()
def use(person: Person, typed: str, *, known_device: bool, clock: Clock = time.time) -> None:
    """Raises `Wrong`, which whoever calls counts with `count_wrong`, and `ShutOff`."""
    app = AuthenticatorApp.objects.select_for_update().filter(person=person).first()
    if app is None:
        raise Wrong
    counter = _counter(known_device=known_device)
    if getattr(app, counter) >= MOST_WRONG:
        raise ShutOff
    secret = open_sealed(bytes(app.secret), secret=settings.SECRET_KEY, purpose=SEALED)
    step = _step(secret, typed, after=app.last_step, now=clock())
    AuthenticatorApp.objects.filter(pk=app.pk).update(
        last_step=step, used_at=timezone.now(), **{counter: 0}
    )


@act()
def count_wrong(person: Person, *, known_device: bool) -> bool:
    """Whether this was the last that is allowed."""
    app = AuthenticatorApp.objects.select_for_update().filter(person=person).first()
    counter = _counter(known_device=known_device)
    if app is None or getattr(app, counter) >= MOST_WRONG:
        return False
    wrong = getattr(app, counter) + 1
    AuthenticatorApp.objects.filter(pk=app.pk).update(**{counter: wrong})
    return bool(wrong == MOST_WRONG)


@whole_site()
def of(person: Person) -> AuthenticatorApp | None:
    return AuthenticatorApp.objects.filter(person=person).first()


def _counter(*, known_device: bool) -> str:
    """Others' tries do not shut the app on the person's own devices."""
    return "wrong_tries_known" if known_device else "wrong_tries"


def _step(secret: bytes, typed: str, *, after: int, now: float) -> int:
    """The step whose code was typed, later than `after`. Raises `Wrong`."""
    code = "".join(typed.split())
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        raise Wrong
    here = int(now // STEP)
    good = [
        step
        for step in range(here - EARLY_OR_LATE, here + EARLY_OR_LATE + 1)
        if _fits(secret, code, step)
    ]
    if not good or good[-1] <= after:
        raise Wrong
    return good[-1]


def _fits(secret: bytes, code: str, step: int) -> bool:
    try:
        _totp(secret).verify(code.encode(), step * STEP)
    except InvalidToken:
        return False
    return True


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303  # RFC 6238's; apps know no other

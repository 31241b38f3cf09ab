"""A second step is shown: slowed down where it is guessed at, and never locking its owner out.

Only who knows the password comes so far. On a device that is known to be the person's tries have
counters of their own (`credentials.known_devices`), so whatever others do, the owner comes in from
there, and from everywhere with a passkey or after a colleague's release.
"""

from dataclasses import dataclass

from kinkeeper.accounts import authenticator_app, recovery_codes
from kinkeeper.credentials import known_devices
from kinkeeper.credentials.sign_in_notices import What, tell
from kinkeeper.credentials.throttle import FACTOR_DEVICE, FACTOR_PERSON, Throttle
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import deny, record
from kinkeeper.lib import request_transaction
from kinkeeper.people.models import Person


class TooManyTries(Exception):
    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


@dataclass(frozen=True)
class FactorTry:
    """`person` is half-way in, at `origin`; `marks` are those of the device."""

    person: Person
    origin: str
    marks: str

    def app_code(self, typed: str) -> None:
        """Raises `authenticator_app.Wrong`, `authenticator_app.ShutOff`, `TooManyTries`."""
        self._wait()
        try:
            authenticator_app.use(self.person, typed, known_device=bool(self._device))
        except authenticator_app.ShutOff:
            raise
        except authenticator_app.Wrong:
            self._count()
            request_transaction.keep(self._count_at_the_app)
            raise

    def recovery_code(self, typed: str) -> str:
        """A new code in place of this one. Raises `recovery_codes.Wrong`, `TooManyTries`."""
        self._wait()
        try:
            fresh = recovery_codes.use(self.person, typed)
        except recovery_codes.Wrong:
            self._count()
            raise
        tell(self.person, What.RECOVERY_USED)
        record(self._owner, "factor.recovery_used", person_id=self.person.pk)
        return fresh

    @property
    def _owner(self) -> Actor:
        return Actor(self.person.pk, self.person.full_name, self.origin)

    @property
    def _device(self) -> str:
        return known_devices.known(self.marks, [self.person])

    @property
    def _throttle(self) -> tuple[Throttle, str]:
        device = self._device
        return (FACTOR_DEVICE, device) if device else (FACTOR_PERSON, str(self.person.pk))

    def _wait(self) -> None:
        throttle, key = self._throttle
        if minutes := throttle.minutes(key):
            raise TooManyTries(minutes)

    def _count(self) -> None:
        throttle, key = self._throttle
        throttle.count(key)
        deny(self._owner, "factor.refused", person_id=self.person.pk)

    def _count_at_the_app(self) -> None:
        if authenticator_app.count_wrong(self.person, known_device=bool(self._device)):
            tell(self.person, What.APP_GUESSED)
            deny(self._owner, "factor.guessed", person_id=self.person.pk)

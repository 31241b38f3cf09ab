"""Who guesses passwords is slowed down, and locks nobody out.

Strangers are counted by what they type as a name, and by where they are. A device on which the
owner has signed in before is no stranger: it has a counter of its own, so that whatever others do,
the owner comes in from there; and everywhere else after a new password by mail. What is counted
never depends on whether a name is known, so no answer tells.
"""

from dataclasses import dataclass

from kinkeeper.access.sign_in import named
from kinkeeper.credentials import known_devices
from kinkeeper.credentials.throttle import (
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    SIGN_IN_DEVICE,
    SIGN_IN_NAME,
    Throttle,
    network,
)
from kinkeeper.people.models import Person
from kinkeeper.roster.text.normalise import fold_username


@dataclass(frozen=True)
class Try:
    """Somebody at `origin` types `name`; `marks` are those of the device
    (`credentials.known_devices`)."""

    name: str
    origin: str
    marks: str

    def minutes(self) -> int:
        """How long to wait before the next try; 0: none is needed."""
        return max(throttle.minutes(key) for throttle, key in self._counters())

    def count(self) -> None:
        for throttle, key in self._counters():
            throttle.count(key)

    def _counters(self) -> list[tuple[Throttle, str]]:
        known = known_devices.known(self.marks, named(self.name))
        if known:
            return [(SIGN_IN_DEVICE, known)]
        account, near = fold_username(self.name), network(self.origin)
        return [
            (SIGN_IN_NAME, f"{account} {near}"),
            (SIGN_IN_ADDRESS, near),
            (SIGN_IN_ACCOUNT, account),
        ]


def forgive(person: Person, origin: str) -> None:
    """The owner has come in by another way: others' tries at this account's names count no more,
    nor the own ones from here. What an address has tried at other accounts stays counted."""
    for name in filter(None, (person.username, person.email)):
        if named(name) != [person]:
            continue  # nobody's name alone
        account = fold_username(name)
        # in the order in which a try counts them, so that nobody waits in a ring
        SIGN_IN_NAME.forget(f"{account} {network(origin)}")
        SIGN_IN_ACCOUNT.forget(account)

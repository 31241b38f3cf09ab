"""Who acts, as the journal writes it."""

import getpass
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """`person_id` is None for the command line; `origin` says from where (an address, a host)."""

    person_id: int | None
    name: str
    origin: str

    def as_argument(self) -> list[Any]:
        """As a job's argument: jobs carry for whom they work."""
        return [self.person_id, self.name, self.origin]

    @classmethod
    def from_argument(cls, argument: list[Any]) -> "Actor":
        person_id, name, origin = argument
        return cls(int(str(person_id)) if person_id is not None else None, str(name), str(origin))


def command_line() -> Actor:
    """Whoever is signed in to the operating system."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        user = "unknown user"
    return Actor(None, "command line", f"command line {user}@{socket.gethostname()}")

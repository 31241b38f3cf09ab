"""Who acts, as the journal writes it."""

import getpass
import socket
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """`person_id` is None for the command line; `origin` says from where (an address, a host)."""

    person_id: int | None
    name: str
    origin: str


def command_line() -> Actor:
    """Whoever is signed in to the operating system."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        user = "unknown user"
    return Actor(None, "command line", f"command line {user}@{socket.gethostname()}")

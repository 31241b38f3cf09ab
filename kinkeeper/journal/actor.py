"""Who acts, as the journal writes it."""

import getpass
import socket
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Who is nobody of the site, and from where, as it is kept; words are for whoever reads it.
COMMAND_LINE, SOMEBODY, ITSELF = "command line", "somebody", "Kinkeeper"
ON_SCHEDULE = "on schedule"
SOURCE = "source "
NAMES: dict[str, str | Promise] = {
    COMMAND_LINE: gettext_lazy("command line"),
    SOMEBODY: gettext_lazy("someone"),
}


@dataclass(frozen=True)
class Actor:
    """`person_id` is None for the command line; `origin` says from where (an address, a host),
    `role` as what: a profile, where somebody acts as one."""

    person_id: int | None
    name: str
    origin: str
    role: str = ""

    def as_argument(self) -> list[Any]:
        """As a job's argument: jobs carry for whom they work."""
        return [self.person_id, self.name, self.origin, self.role]

    @classmethod
    def from_argument(cls, argument: list[Any]) -> "Actor":
        """An earlier version's jobs carry no role."""
        person_id, *said = argument
        return cls(int(str(person_id)) if person_id is not None else None, *map(str, said))


def command_line() -> Actor:
    """Whoever is signed in to the operating system."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        user = "unknown user"
    return Actor(None, COMMAND_LINE, f"{COMMAND_LINE} {user}@{socket.gethostname()}")


def in_words(number: int | None, name: str) -> str:
    """Who did something; `number` is the internal ID, and only who has none is no person."""
    return str(NAMES.get(name, name)) if number is None else name


def origin_in_words(origin: str) -> str:
    """An address stays as it is."""
    if origin == ON_SCHEDULE:
        return _("on schedule")
    if origin.startswith(f"{COMMAND_LINE} "):
        return f"{NAMES[COMMAND_LINE]} {origin.removeprefix(f'{COMMAND_LINE} ')}"
    if origin.startswith(SOURCE):
        return _("source %s") % origin.removeprefix(SOURCE)
    return origin

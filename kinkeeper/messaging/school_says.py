"""Whether messages are on: for the whole site, and what parents may do at a school."""

from dataclasses import dataclass
from enum import StrEnum

from kinkeeper.organisations import settings
from kinkeeper.organisations.own_settings import contacts


class ParentsMay(StrEnum):
    """The codes of the setting `messages`."""

    NOTHING = "off"
    ANSWER = "answer"
    BEGIN = "begin"


@dataclass(frozen=True)
class SchoolSays:
    """`hours`: from when to when the school reads messages; None where it does not say."""

    parents_may: ParentsMay
    hours: tuple[str, str] | None

    @property
    def is_on(self) -> bool:
        return self.parents_may != ParentsMay.NOTHING


def stopped() -> bool:
    """For the whole site, whatever schools say; from the next request on."""
    return bool(settings.get("messages_stopped"))


def at(path: str) -> SchoolSays:
    """As it holds at this organisation."""
    said = contacts()
    begins, ends = said.one(path, "messages_from"), said.one(path, "messages_until")
    hours = (begins, ends) if begins and ends else None
    if stopped():
        return SchoolSays(ParentsMay.NOTHING, hours)
    return SchoolSays(ParentsMay(said.one(path, "messages")), hours)


def anywhere() -> bool:
    """Whether any school has them."""
    return not stopped() and set(contacts().said["messages"].values()) != {ParentsMay.NOTHING}

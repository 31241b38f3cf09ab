"""A mail server that keeps what it takes, and the moments at which a process could die at it."""

from collections.abc import Callable
from typing import ClassVar

from django.core.mail import EmailMessage

from kinkeeper.letters.smtp import Server, withheld_by


class Died(BaseException):
    """Here the process is killed: nothing after it runs, and what was not committed is gone."""


class Mailbox(Server):
    """`stops`: what happens at the name of a moment; nothing where it is not named."""

    taken: ClassVar[list[EmailMessage]] = []
    stops: ClassVar[dict[str, Callable[[], None]]] = {}

    @classmethod
    def empty(cls) -> None:
        cls.taken.clear()
        cls.stops.clear()

    def send_once(self, message: EmailMessage, before_end: Callable[[], None]) -> None:
        self._at("text sent")
        withheld_by(before_end)
        self._at("row written")
        self.taken.append(message)
        self._at("taken")

    def _at(self, moment: str) -> None:
        self.stops.get(moment, lambda: None)()


def dies() -> None:
    raise Died

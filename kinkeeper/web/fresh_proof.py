"""Whether somebody has just shown that they are there: an unlocked computer is not its owner.

What changes how somebody comes in, or shows much of many people, asks for it again. A form that was
opened in time may be sent for a while longer, so that nothing that was typed is lost.
"""

import time
from datetime import timedelta
from enum import Enum

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

KEPT = "proved-at"
TO_SEND_A_FORM = timedelta(minutes=15)


class Within(Enum):
    """How long ago at most."""

    QUARTER_HOUR = timedelta(minutes=15)
    TWO_HOURS = timedelta(hours=2)


def prove(request: HttpRequest) -> None:
    request.session[KEPT] = int(time.time())


def prove_again(request: HttpRequest) -> None:
    """In an open session, which gets another key: what somebody copied of it before opens nothing
    that is asked for again."""
    request.session.cycle_key()
    prove(request)


def proved_at(request: HttpRequest, moment: int) -> None:
    """In seconds since 1970; no later than now."""
    request.session[KEPT] = min(moment, int(time.time()))


def is_fresh(request: HttpRequest, within: Within) -> bool:
    longest = within.value
    if request.method == "POST":
        longest += TO_SEND_A_FORM
    proved: int = request.session.get(KEPT, 0)
    return time.time() - proved <= longest.total_seconds()


@receiver(user_logged_in)
def prove_by_signing_in(request: HttpRequest, **_more: object) -> None:
    prove(request)

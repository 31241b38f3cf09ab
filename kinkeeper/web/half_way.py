"""Between the password and the second step: known, and let in nowhere.

What is kept in the browser's session says whose password was right. The session is nobody's as long
as it is no more than that: to the gate of the pages and to the database it is a stranger's.
"""

import time
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kinkeeper.access.sign_in import active, may_enter
from kinkeeper.access.sign_in_steps import Step, step_for
from kinkeeper.people.models import Person
from kinkeeper.people.resting import rests

KEPT = "half-way"
LASTS = 15 * 60  # seconds


@dataclass(frozen=True)
class HalfWay:
    """`own_device`: the person has said that nobody else uses it."""

    person: Person
    after: str
    own_device: bool

    @property
    def step(self) -> Step:
        return step_for(self.person)


def begin(request: HttpRequest, person: Person, after: str, *, own_device: bool) -> None:
    """The session gets a new secret: whoever knew the old one is not half-way in, too."""
    request.session.cycle_key()
    request.session[KEPT] = {
        "person": person.pk,
        "after": after,
        "own_device": own_device,
        "since": int(time.time()),
        "password": person.get_session_auth_hash(),
    }


def of(request: HttpRequest) -> HalfWay | None:
    """Who is half-way in here; None where nobody is, or no longer may be."""
    kept = request.session.get(KEPT)
    if kept is None:
        return None
    person = active(kept["person"])
    if person is None or time.time() - kept["since"] > LASTS or not may_enter(person):
        return None
    if rests(person):
        return None
    # a new password ends it, as it ends sessions
    if not constant_time_compare(kept["password"], person.get_session_auth_hash()):
        return None
    return HalfWay(person, kept["after"], kept["own_device"])


def end(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)

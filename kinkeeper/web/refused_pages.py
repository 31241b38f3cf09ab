"""A page that is there and not theirs: for who asks it is like one that never was, and the journal
has one line of it.

All of them come by here (`web.errors.not_found`), so no page can forget the line: a view raises
`Http404`, and says with `refused` what was tried where more can be told than the page's name. What
never was leaves no line; it is written and taken back, so that the time of the answer tells
nothing either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from kinkeeper.access.viewer import Viewer
from kinkeeper.credentials.throttle import Throttle
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.readings import unscoped_checks
from kinkeeper.web.numbers_in_addresses import Named, named_by

# Of one person: whoever sends the same a thousand times a second fills no journal.
LINES = Throttle("refused-page", 60, 60)
HIGHEST = 2**63 - 1


class NothingThere(Http404):
    """Not refused: there is no such thing for anybody, or it is over. No line."""


@dataclass(eq=False)  # as every exception
class Refused(Http404):
    """`about`: nobody but who is out of reach, for the line is read by those who look after them.
    `number`: what was tried, where the page's address does not say it."""

    act: str
    about: Mapping[str, int | None] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    number: Named | None = None
    viewer: Viewer | None = None


def refused(  # what a line can say
    act: str,
    *,
    person_id: int | None = None,
    child_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    number: Named | None = None,
    viewer: Viewer | None = None,
) -> Refused:
    """Raise what this returns. `viewer`: where the request has none yet."""
    return Refused(act, {"person_id": person_id, "child_id": child_id}, data or {}, number, viewer)


def tell(request: HttpRequest, exception: Exception | None) -> None:
    """One line, or one taken back. Nothing of who is not signed in, or where no page begins."""
    tried = exception if isinstance(exception, Refused) else refused("page.shut")
    viewer: Viewer | None = tried.viewer or getattr(request, "viewer", None)
    where = request.resolver_match
    if viewer is None or where is None or isinstance(exception, NothingThere):
        return
    numbers = [str(each) for each in where.kwargs.values() if _is_number(each)]
    named = [tried.number] if tried.number else named_by(where.route, numbers)
    there = unscoped_checks.are_there(named)
    hidden = _of_hidden(viewer, named)
    who = str(viewer.actor.person_id)
    if hidden is not None:  # counted apart, so that nothing else drowns it
        who = f"{who} at {hidden[1]['person_id']}"
    enough = LINES.used_up(who)
    LINES.count(who if there else f"{who} nowhere")
    data: dict[str, Any] = {"page": where.view_name, "numbers": numbers}
    if viewer.views_as is not None:
        data["as"] = viewer.views_as
    act, about = hidden or (tried.act, tried.about)
    whom = {name: n for name, n in about.items() if n and n <= HIGHEST}
    kept = there and not enough
    deny(viewer.actor, act, **whom, data=data | dict(tried.data), kept=kept)


def _of_hidden(
    viewer: Viewer, named: Iterable[Named | None]
) -> tuple[str, Mapping[str, int | None]] | None:
    """Of a protected person those who are named are told (AUD-04)."""
    hidden = viewer.hidden if viewer.is_staff else frozenset()
    for kind, number in filter(None, named):
        if kind is Person and number in hidden:
            return "protection.tried", {"person_id": number}
    return None


def _is_number(value: object) -> bool:
    """A number or what a session is called; nothing that somebody typed."""
    text = str(value)
    return isinstance(value, int | UUID) or (text.isascii() and text.isdigit() and len(text) < 19)

"""The journal, newest first."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb
from kinkeeper.journal.models import Outcome
from kinkeeper.people.models import Person
from kinkeeper.web.gate import StaffRequest, needs
from kinkeeper.web.staff.journal_words import tell

PAGE = 100


@needs(Verb.JOURNAL_READ)
@require_safe
def journal(request: StaffRequest) -> HttpResponse:
    """Pages go back by the line's number, so that new lines move none."""
    entries = scopes.journal(request.viewer)
    denied = request.GET.get("only") == "denied"
    if denied:
        entries = entries.filter(outcome=Outcome.DENIED)
    person = _number(request.GET.get("person", ""))
    about = None
    if person is not None:
        about = scopes.people(request.viewer).filter(pk=person).first()
        mine = Q(person_id=person) | Q(child_id=person) | Q(actor_id=person)
        known = about is not None or request.viewer.reach.whole_site
        entries = entries.filter(mine) if known else entries.none()
    before = _number(request.GET.get("before", ""))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: PAGE + 1])
    context = {
        "lines": tell(request.viewer, found[:PAGE]),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "denied": denied,
        "about": about if isinstance(about, Person) else None,
        "person": person,
    }
    return render(request, "staff/journal.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

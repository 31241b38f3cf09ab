"""All children at a glance, and a page for each."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.readings import children, coming_of_age, school_contact, unscoped_checks
from kinkeeper.web.context import show
from kinkeeper.web.gate import ViewerRequest, needs


@needs(Verb.CHILDREN_SEE)
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    mine = children.all_of(request.user)
    show(request, school_contact.of_children([child.id for child in mine if child.school_day]))
    context = {
        "greeting": _greeting(request.user),
        "children": mine,
        "pendings": children.pendings(request.user),
        "announced": coming_of_age.announced(request.user, mine),
        "gone": coming_of_age.gone(request.user),
    }
    return render(request, "parents/home.html", context)


@needs(Verb.CHILDREN_SEE)
@require_safe
def child(request: ViewerRequest, number: str) -> HttpResponse:
    """A child that is not theirs answers like one that never existed."""
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    found = children.one_of(request.user, wanted)
    if found is None:
        if unscoped_checks.is_somebody(wanted):
            deny(request.viewer.actor, "child.view", child_id=wanted)
        raise Http404
    show(request, school_contact.of_children([found.id] if found.school_day else []))
    context = {"child": found, "teachers": children.teachers_of(found)}
    return render(request, "parents/child.html", context)


def _greeting(person: Person) -> str:
    hour = timezone.localtime().hour
    name = {"name": person.given_name}
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % name
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % name
    return _("Good evening, %(name)s") % name

"""One hat at a time: who works at a school and is a parent is here as staff or as a parent.

The session keeps which; as staff until something else is chosen. To open a page of the own children
is to choose: it gives up what staff may do. The way back is a button, on the page that a parent
finds where staff pages would be.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer, of_person
from kinkeeper.journal.record import record
from kinkeeper.people.models import STAFF, Person
from kinkeeper.roster.vocabulary import Hat
from kinkeeper.web.client_address import origin_of

WORN = "hat"


def has_both(person: Person) -> bool:
    """Whether somebody who works here sees a child as a parent, today."""
    return person.profile in STAFF and scopes.has_children(person)


def worn(request: HttpRequest, person: Person) -> Hat:
    as_parent = request.session.get(WORN) == Hat.PARENT and has_both(person)
    return Hat.PARENT if as_parent else Hat.STAFF


def put_on(request: HttpRequest, person: Person, hat: Hat) -> Viewer:
    """From now on, in this session."""
    viewer = of_person(person, origin_of(request), hat)
    if hat != worn(request, person):
        request.session[WORN] = hat.value
        record(viewer.actor, "session.hat", person_id=person.pk, data={"hat": hat.value})
    return viewer


def viewer_for(request: HttpRequest, person: Person, verb: Verb | None) -> Viewer:
    """As what the person asks for a page that needs this verb."""
    hat = worn(request, person)
    looks = request.method in {"GET", "HEAD"}
    if verb == Verb.CHILDREN_SEE and hat == Hat.STAFF and looks and has_both(person):
        return put_on(request, person, Hat.PARENT)
    return of_person(person, origin_of(request), hat)


def other_first(request: HttpRequest, viewer: Viewer, verb: Verb) -> HttpResponse | None:
    """The page that says to change hats, where the other one may do this; None where it may not."""
    person = viewer.person
    hat = Hat.PARENT if viewer.is_staff else Hat.STAFF
    if person is None or (verb == Verb.CHILDREN_SEE) != (hat == Hat.PARENT):
        return None
    if not has_both(person) or not may(of_person(person, "", hat), verb):
        return None
    back = request.get_full_path() if request.method == "GET" else ""
    request.viewer = viewer  # type: ignore[attr-defined]  # set on what Django passes on
    context = {"as_staff": hat == Hat.PARENT, "hat": hat.value, "next": back}
    return render(request, "entry/hat.html", context, status=403)

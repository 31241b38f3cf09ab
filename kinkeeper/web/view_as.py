"""While somebody at work views as a parent: which pages answer, and how the view ends.

The browser's session says that there is one; whether it still holds, the database says in each
request (`access.view_as`). All of such a request is in a savepoint that only reads. What is written
besides is the journal, and that the session was used.
"""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from kinkeeper.access import view_as
from kinkeeper.access.view_as import Ending, Viewing
from kinkeeper.access.viewer import of_person
from kinkeeper.people.models import Person
from kinkeeper.web.client_address import origin_of

KEPT = "viewing"
LOOKING = ("GET", "HEAD")


def begin(request: HttpRequest, parent: Person, reason: str) -> None:
    """From the next request on. Raises `Refusal`."""
    viewer = request.viewer  # type: ignore[attr-defined]  # the gate put it there
    view_as.begin(viewer.actor, _secret(request), parent, reason)
    request.session[KEPT] = parent.pk


def end(request: HttpRequest, ending: Ending | None = None) -> int | None:
    """As whom it was, by internal ID; None where nobody views as anyone."""
    person = request.user
    if request.session.pop(KEPT, None) is None or not isinstance(person, Person):
        return None
    return view_as.end(of_person(person, origin_of(request)).actor, _secret(request), ending)


def viewing(request: HttpRequest) -> Viewing | None:
    """As whom this request is answered; None: as who is signed in."""
    found: Viewing | None = getattr(request, KEPT, None)
    return found


class ViewAs:
    """Around the gate."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _says_so(request) or _leaves(request):
            return self.get_response(request)
        person: AbstractBaseUser = request.user  # type: ignore[assignment]  # a lazy one
        if not person.is_authenticated or not isinstance(person, Person):
            return self.get_response(request)
        with transaction.atomic():
            found = view_as.enter(_secret(request))
            if found is not None:
                request.user = found.parent
                request.viewer = view_as.viewer_of(found, person, origin_of(request))  # type: ignore[attr-defined]  # as the gate does
                setattr(request, KEPT, found)
                return self.get_response(request)
        return _over(request)


def refused(request: HttpRequest, page: str) -> HttpResponse:
    """In place of whatever is not looking at a parent's pages."""
    view_as.refuse(request.viewer, page)  # type: ignore[attr-defined]  # `ViewAs` put it there
    sent = request.method not in LOOKING
    return render(request, "errors/viewing.html", {"sent": sent}, status=403)


def _says_so(request: HttpRequest) -> bool:
    """Without a cookie there is nothing to ask for."""
    return request.session.session_key is not None and KEPT in request.session


def _leaves(request: HttpRequest) -> bool:
    try:
        gate = getattr(resolve(request.path_info).func, "gate", None)
    except Resolver404:
        return False
    return gate is not None and gate.leaves_view


def _over(request: HttpRequest) -> HttpResponse:
    """Whatever was asked for was asked for as the parent: it is not done as anybody else."""
    parent = end(request)
    messages.info(request, _("Viewing as a parent has ended. Nothing has been sent."))
    return redirect("entry:home") if parent is None else redirect("staff:person", parent)


def _secret(request: HttpRequest) -> str:
    return request.session.session_key or ""

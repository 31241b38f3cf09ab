"""For whom a view is: each view carries one of these rules, and without one it answers 404."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person
from kinkeeper.web import hats
from kinkeeper.web.fresh_proof import Within, is_fresh
from kinkeeper.web.refused_pages import refused

type Views = Callable[..., HttpResponseBase]
NEW_PASSWORD = "entry:new-password"  # noqa: S105  # the name of an address
PROVE = "entry:prove"


class ViewerRequest(HttpRequest):
    """A request whose viewer is known; the gate put it there."""

    viewer: Viewer
    user: Person  # signed in: the gate saw to it


@dataclass(frozen=True)
class Rule:
    """`fresh`: how long ago somebody may have shown that they are there. `in_view`: who views as a
    parent sees the page, too; `leaves_view`: it answers who does as the person they are."""

    open_to_all: bool = False
    verb: Verb | None = None
    fresh: Within | None = None
    in_view: bool = False
    leaves_view: bool = False

    def check(self, request: HttpRequest) -> HttpResponse | None:
        """Nothing when the signed-in person may go on; raises `Http404` when not."""
        person = request.user
        assert isinstance(person, Person)  # noqa: S101  # for the type checker; see Gate
        if person.must_change_password and request.path != reverse(NEW_PASSWORD):
            return redirect(NEW_PASSWORD)
        viewer = hats.viewer_for(request, person, self.verb)
        if self.verb is not None and (other := hats.other_first(request, viewer, self.verb)):
            return other
        if self.verb is not None and not may(viewer, self.verb):
            verb = self.verb.replace("_", " ")
            raise refused("page.refused", data={"verb": verb}, viewer=viewer)
        if self.fresh is not None and not is_fresh(request, self.fresh):
            return redirect(reverse(PROVE, query={"next": _way_back(request)}))
        request.viewer = viewer  # type: ignore[attr-defined]  # set on what Django passes on
        return None


def for_everybody[View: Views](view: View) -> View:
    """No sign-in needed."""
    view.gate = Rule(open_to_all=True)  # type: ignore[attr-defined]  # set on what Django passes on
    return view


def signed_in[View: Views](view: View) -> View:
    """Whoever is signed in, whatever the profile."""
    view.gate = Rule()  # type: ignore[attr-defined]  # set on what Django passes on
    return view


def just_proved[View: Views](view: View) -> View:
    """Whoever is signed in and has shown a moment ago that they are there."""
    view.gate = Rule(fresh=Within.QUARTER_HOUR)  # type: ignore[attr-defined]  # as above
    return view


def needs[View: Views](verb: Verb, fresh: Within | None = None) -> Callable[[View], View]:
    """Only who may do this; everybody else gets the answer for a page that does not exist."""

    def mark(view: View) -> View:
        view.gate = Rule(verb=verb, fresh=fresh)  # type: ignore[attr-defined]  # set on what Django passes on
        return view

    return mark


def in_view[View: Views](view: View) -> View:
    """Above another rule: who views as a parent looks at it as the parent does (`web.view_as`)."""
    view.gate = replace(view.gate, in_view=True)  # type: ignore[attr-defined]  # as above
    return view


def leaves_view[View: Views](view: View) -> View:
    """Above another rule: a way out for who views as a parent."""
    view.gate = replace(view.gate, leaves_view=True)  # type: ignore[attr-defined]  # as above
    return view


def _way_back(request: HttpRequest) -> str:
    """To this page, or to the one whose form was sent."""
    if request.method == "GET":
        return request.get_full_path()
    page = urlsplit(request.headers.get("referer", ""))
    return page.path if page.netloc == request.get_host() and page.path else "/"

"""Before every view: closed unless the view says for whom it is; afterwards: nothing is cached."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")


class NeverStore:
    """Pages about children are kept by no browser and no proxy (static files pass before this)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


class Gate:
    """Lets a request reach a view only by the view's own rule (`kinkeeper.web.gate`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        _refuse_null_bytes(request)
        rule = getattr(view, "gate", None)
        if rule is None:
            raise Http404  # a view without a rule is a mistake; it stays closed
        if rule.open_to_all:
            return None
        if not request.user.is_authenticated:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"/sign-in/?{query}")
        return rule.check(request)  # type: ignore[no-any-return]  # the gate is set by a decorator


def _refuse_null_bytes(request: HttpRequest) -> None:
    """No text of PostgreSQL can hold one, and no person types one. Forms look at theirs."""
    if any("\0" in value for values in request.GET.lists() for value in values[1]):
        raise BadRequest("a null byte in the address")

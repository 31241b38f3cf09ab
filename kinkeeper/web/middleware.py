"""Around every view: one transaction, closed unless the view says for whom it is, never cached."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
)
from django.shortcuts import redirect
from django.urls import reverse

from kinkeeper.lib import request_memo, request_transaction
from kinkeeper.lib.sessions import SessionStore
from kinkeeper.web import half_way, view_as

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")


# What pages may ask of a browser: passkeys, and to show messages on this device (which has no name
# here). Everything else is named, for what is not named is allowed.
NOT_FOR_PAGES = (
    *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "display-capture"),
    *("geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
    *("microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "web-share"),
    *("window-management", "xr-spatial-tracking"),
)
ALLOWED = ("publickey-credentials-create", "publickey-credentials-get")


class OursAlone:
    """No other site's page embeds or reads any answer, and pages have no use for what a browser can
    do beside showing them (what scripts may do is in `SECURE_CSP`)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        # what was refused before it came to a page; a file of the installation says it itself
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


PERMISSIONS = ", ".join(
    [*(f"{name}=()" for name in NOT_FOR_PAGES), *(f"{name}=(self)" for name in ALLOWED)]
)


class OneTransaction:
    """All that a request writes, its session too, stands or falls with its answer: an exception in
    a view or an answer that says the server failed takes it back, and with it the cookies that
    would speak of it ("Saved."). What must stay all the same is said so
    (`lib.request_transaction`).

    The transaction begins with the first query, so no slow upload holds one. A streamed answer is
    written after it, and has to open its own.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_memo.one_request(), request_transaction.one_transaction():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "was_left", False):
                transaction.set_rollback(True)
                response.cookies.clear()
            else:
                _note_use(request)
        return response

    def process_exception(self, request: HttpRequest, _exception: Exception) -> None:
        """A view was left by an exception; the page that tells of it may still read."""
        request.was_left = True  # type: ignore[attr-defined]  # set on what Django passes on


def _note_use(request: HttpRequest) -> None:
    """Of the session: how long it is idle counts from here. The last statement before the commit,
    so that no request waits for another of the same session."""
    session = getattr(request, "session", None)
    if isinstance(session, SessionStore):
        session.touch()


class Sessions(SessionMiddleware):
    """Django's, and whoever ends the own session by what they do (signs out the device at hand,
    asks for a second step that this session has not seen) is led on: the next page is the sign-in.
    Django's own answer is a bare 400. What was to be said on the next page goes with the session.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            response.delete_cookie(
                settings.SESSION_COOKIE_NAME,
                path=settings.SESSION_COOKIE_PATH,
                domain=settings.SESSION_COOKIE_DOMAIN,
                samesite="Lax",
            )
            return response


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
        if view_as.viewing(request) is not None:
            if rule.in_view and request.method in view_as.LOOKING:
                return None
            return view_as.refused(request, _name(request))
        if rule.open_to_all:
            return None
        if not request.user.is_authenticated:
            if half_way.of(request) is not None:
                return redirect("entry:second-step")
            back = {"next": request.get_full_path()}
            return redirect(reverse("entry:sign-in", query=back))
        return rule.check(request)  # type: ignore[no-any-return]  # the gate is set by a decorator


def _name(request: HttpRequest) -> str:
    where = request.resolver_match
    return "" if where is None else where.url_name or where.route


def _refuse_null_bytes(request: HttpRequest) -> None:
    """No text of PostgreSQL can hold one, and no person types one. Forms look at theirs."""
    if any("\0" in value for values in request.GET.lists() for value in values[1]):
        raise BadRequest("a null byte in the address")

"""Plain answers when something goes wrong: no stack trace, no names, the next step."""

import sys

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kinkeeper.lib.outage import Trouble, trouble
from kinkeeper.web import failures, refused_pages, view_as

COMING_IN = ("sign-in", "activate", "activate-password", "activate-again")  # in `entry`
STALE = "CSRF token from POST"  # how Django says that a form is older than its cookie
A_WHILE = 300  # seconds until somebody who opens too many children may try again
AGAIN = 10  # seconds until a page that was only looked at asks for itself again


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A refusal with a sentence of its own says it."""
    return render(request, "errors/403.html", {"sentence": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    refused_pages.tell(request, exception)
    return render(request, "errors/404.html", status=404)


def too_many_children(request: HttpRequest) -> HttpResponse:
    """In place of a page that would have shown one more (`readings.sweeps`)."""
    response = render(request, "errors/429.html", status=429)
    response.headers["Retry-After"] = str(A_WHILE)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Without a request's context: the database may be what is broken. That is no bug, and whoever
    waits is told so; a page that was only looked at asks for itself again. A bug's page has a
    number that its line of the log has, too; where not even it can be made, it is a bare sentence.
    """
    broken = trouble(sys.exc_info()[1])
    if broken is None:
        number = failures.numbered(request)
        try:
            return HttpResponse(render_to_string("errors/500.html", {"number": number}), status=500)
        except Exception:  # noqa: BLE001  # whatever it is; the first one is what the log tells
            return HttpResponse(f"Error {number}", status=500, content_type="text/plain")
    known = {"full": broken != Trouble.DATABASE, "sent": request.method == "POST"}
    response = HttpResponse(render_to_string("errors/503.html", known), status=503)
    response.headers["Retry-After"] = str(AGAIN)
    if not known["sent"]:
        response.headers["Refresh"] = str(AGAIN)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before somebody came in, in another tab: there is nothing left to do with it."""
    if view_as.viewing(request) is not None:
        return view_as.refused(request, "forged")
    of_own_page = reason.startswith(STALE)
    if of_own_page and request.user.is_authenticated and _comes_in(request):
        messages.info(request, _("You are already signed in."))
        return redirect("entry:home")
    known = {"blocked": reason == REASON_NO_CSRF_COOKIE}
    return render(request, "errors/csrf.html", known, status=403)


def _comes_in(request: HttpRequest) -> bool:
    return request.path in {reverse(f"entry:{name}") for name in COMING_IN}

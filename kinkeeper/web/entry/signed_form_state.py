"""What a form was opened with goes with it, signed: of two tabs each does its own, and a form that
is sent twice is known again when the first has ended the session."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FIELD = "opened"
LIFE = 24 * 60 * 60  # seconds; what it was opened with is looked at anew in any case


def kept(value: Any, purpose: str) -> str:
    """For a hidden field named `opened`."""
    return signing.dumps(value, salt=f"opened:{purpose}")


def of(request: HttpRequest, purpose: str) -> Any:
    """What `kept` was given; None where the form bears nothing of this purpose."""
    try:
        return signing.loads(request.POST.get(FIELD, ""), salt=f"opened:{purpose}", max_age=LIFE)
    except signing.BadSignature:
        return None


def without_cookies(request: HttpRequest) -> HttpResponse | None:
    """The page that says so, where a browser follows a link and has kept nothing of it."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    return render(request, "entry/no_cookies.html", status=400)

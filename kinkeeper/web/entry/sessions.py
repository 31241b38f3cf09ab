"""Where one is signed in, and the way to end that (R-034)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import end_sessions
from kinkeeper.readings import sign_ins
from kinkeeper.web.gate import ViewerRequest, just_proved, signed_in


@signed_in
@require_safe
def sessions(request: ViewerRequest) -> HttpResponse:
    found = sign_ins.own(request.session.session_key or "")
    elsewhere = [each for each in found if not each.here]
    return render(request, "entry/sessions.html", {"found": found, "elsewhere": elsewhere})


@just_proved
@require_POST
def end(request: ViewerRequest, number: UUID) -> HttpResponse:
    """One's own only; to end the one here leads to the sign-in page."""
    if not end_sessions.end_one(request.viewer.actor, number):
        raise Http404
    messages.success(request, _("That device is signed out."))
    return redirect("entry:sessions")


@just_proved
@require_POST
def end_others(request: ViewerRequest) -> HttpResponse:
    end_sessions.end_others(request.viewer.actor, request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("entry:sessions")

"""A new address is confirmed: by a link, and by whoever is signed in as the person (K39)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinkeeper.lib import link_tokens
from kinkeeper.people.models import NewAddress
from kinkeeper.registry import confirm_address
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.gate import ViewerRequest, for_everybody, signed_in

TOKEN = "new-address"  # noqa: S105  # under which a session keeps one


@for_everybody
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The token leaves the address at once; opening consumes nothing."""
    request.session[TOKEN] = link_tokens.tidy(token)
    return redirect("entry:address-confirm")


@signed_in
def confirm(request: ViewerRequest) -> HttpResponse:
    """One answer for every link that is not this person's, or no longer."""
    token = request.session.get(TOKEN, "")
    new = confirm_address.waiting(request.user, token)
    if new is None:
        return _unusable(request)
    try:
        confirm_address.judge(request.user, new)
        if request.method != "POST":
            return _asked(request, new)
        if not confirm_address.confirm(request.viewer.actor, request.user, token):
            return _unusable(request)
    except Refusal as refusal:
        return _asked(request, new, refusal)
    del request.session[TOKEN]
    messages.success(request, _("%s is now your e-mail address here.") % new.email)
    return redirect("entry:home")


def _asked(request: ViewerRequest, new: NewAddress, refusal: Refusal | None = None) -> HttpResponse:
    context = {"new": new, "refusal": refusal, "former": request.user.email}
    status = 200 if refusal is None else 409
    return render(request, "entry/confirm_address.html", context, status=status)


def _unusable(request: ViewerRequest) -> HttpResponse:
    if request.method == "POST" and confirm_address.just_confirmed(request.user):
        return redirect("entry:home")
    return render(request, "entry/address_unusable.html", status=404)

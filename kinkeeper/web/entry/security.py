"""*Sign-in and security*: what somebody comes in with, added, named and removed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import end_sessions
from kinkeeper.accounts import identities, mail_proof, passkey_address, set_up
from kinkeeper.accounts.second_step import factors_of, required_of
from kinkeeper.letters.jobs import ask_for_second_step_link
from kinkeeper.readings.own_copy import make
from kinkeeper.web.entry import app_form, passkey_form
from kinkeeper.web.gate import ViewerRequest, just_proved, signed_in
from kinkeeper.web.refused_pages import NothingThere

SECURITY = "entry:security"


@signed_in
@require_safe
def security(request: ViewerRequest) -> HttpResponse:
    context = {
        "has": factors_of(request.user),
        "required": required_of(request.user),
        "passkeys_possible": passkey_address.possible(),
        "may_add": _may_add(request),
        "may_ask": mail_proof.may_have(request.user),
        "providers": identities.ways_of(request.user),
        "form": passkey_form.NameIt(),
        "may_have_copy": make.may_have(request.viewer),
    }
    return render(request, "entry/security.html", context)


@just_proved
@sensitive_post_parameters("code")
def add_app(request: ViewerRequest) -> HttpResponse:
    if not _may_add(request):
        raise NothingThere
    page = app_form.shown(request, request.user)
    try:
        if page.added(request.viewer.actor):
            messages.success(request, _("Your app is ready."))
            return _changed(request)
    except set_up.NotAllowed as error:
        raise NothingThere from error
    return page.page("entry/add_app.html")


@just_proved
@require_POST
def add_passkey(request: ViewerRequest) -> HttpResponse:
    if not _may_add(request):
        raise NothingThere
    if not passkey_form.added(request, request.viewer.actor, request.user):
        return redirect(SECURITY)
    return _changed(request)


@just_proved
@require_POST
def passkey_options(request: ViewerRequest) -> HttpResponse:
    if not _may_add(request):
        raise NothingThere
    return passkey_form.options_for_adding(request, request.user)


@just_proved
@require_POST
def ask_for_link(request: ViewerRequest) -> HttpResponse:
    if mail_proof.may_have(request.user):
        ask_for_second_step_link(request.user)
        messages.success(request, _("We have sent you an e-mail. Open its link in this browser."))
    return redirect(SECURITY)


@signed_in
@require_safe
def open_link(request: ViewerRequest, token: str) -> HttpResponse:
    """Opening it twice does no more than once: what it allows is asked for on the page."""
    if mail_proof.allow(request.viewer.actor, request.user, token):
        messages.success(request, _("Now add a passkey or an app."))
    else:
        messages.error(request, _("This link no longer works. Ask for a new one."))
    return redirect(SECURITY)


@just_proved
@require_POST
def remove_app(request: ViewerRequest) -> HttpResponse:
    try:
        set_up.remove_app(request.viewer.actor, request.user)
        return _changed(request)
    except set_up.LastOne:
        _last_one(request)
    return redirect(SECURITY)


@just_proved
@require_POST
def remove_passkey(request: ViewerRequest, number: int) -> HttpResponse:
    try:
        if not set_up.remove_passkey(request.viewer.actor, request.user, number):
            raise Http404
        return _changed(request)
    except set_up.LastOne:
        _last_one(request)
    return redirect(SECURITY)


@just_proved
@sensitive_variables("codes")
def new_recovery_codes(request: ViewerRequest) -> HttpResponse:
    """Shown in this one answer, and kept nowhere."""
    if not factors_of(request.user).any:
        raise NothingThere
    codes: list[str] = []
    if request.method == "POST":
        codes = set_up.new_recovery_codes(request.viewer.actor, request.user)
        _end_others(request)
    context = {"codes": codes, "has": factors_of(request.user)}
    return render(request, "entry/recovery_codes.html", context)


def _may_add(request: ViewerRequest) -> bool:
    """The first one needs more than the password (`accounts.set_up`); whoever has one has shown
    it."""
    return factors_of(request.user).any or set_up.is_allowed(request.user)


def _changed(request: ViewerRequest) -> HttpResponse:
    _end_others(request)
    has = factors_of(request.user)
    return redirect("entry:recovery-codes" if has.any and not has.codes_left else SECURITY)


def _end_others(request: ViewerRequest) -> None:
    """Whoever else was signed in came in by what counted before."""
    end_sessions.end_others(request.viewer.actor, request.session.session_key or "")


def _last_one(request: ViewerRequest) -> None:
    messages.error(request, _("This is your only second step. Add another one first."))

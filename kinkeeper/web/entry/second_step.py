"""The second step of signing in: a code from an app, a passkey, or a recovery code."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.access.factor_tries import FactorTry, TooManyTries
from kinkeeper.access.sign_in_steps import Step
from kinkeeper.accounts import (
    authenticator_app,
    parent_rule,
    passkey_address,
    recovery_codes,
    set_up,
)
from kinkeeper.accounts.second_step import Factors, factors_of
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import come_in, device_cookie, throttle_words
from kinkeeper.web.entry.code_forms import AppCode, RecoveryCode
from kinkeeper.web.entry.half_way_in import at
from kinkeeper.web.half_way import HalfWay


@at(Step.SHOW)
@sensitive_post_parameters("code")
def second_step(request: HttpRequest, here: HalfWay) -> HttpResponse:
    form, has = AppCode(request.POST or None), _usable(here)
    if request.method == "POST" and has.app is not None and form.is_valid():
        try:
            _tried(request, here).app_code(form.cleaned_data["code"])
            return come_in.after_second_step(request, here, SignedInBy.PASSWORD_AND_APP)
        except authenticator_app.ShutOff:
            form.add_error("code", _("Too many wrong codes were tried. Use another way below."))
        except authenticator_app.Wrong:
            form.add_error("code", _("This code is wrong, or was used before. Wait for the next."))
        except TooManyTries as many:
            form.add_error("code", throttle_words.too_many(many.minutes))
    context = {
        "form": form,
        "has": has,
        "passkeys_possible": passkey_address.possible(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/second_step.html", context, status=status)


@at(Step.SHOW)
@sensitive_post_parameters("code")
def recovery_code(request: HttpRequest, here: HalfWay) -> HttpResponse:
    form = RecoveryCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = _tried(request, here).recovery_code(form.cleaned_data["code"])
            used = {"fresh": fresh, "after": here.after}
            page = render(request, "entry/recovery_used.html", used)
            return come_in.after_second_step(request, here, SignedInBy.RECOVERY_CODE, page)
        except recovery_codes.Wrong:
            form.add_error("code", _("This is not one of your codes, or it was used before."))
        except TooManyTries as many:
            form.add_error("code", throttle_words.too_many(many.minutes))
    context = {"form": form, "allowed": set_up.is_allowed(here.person)}
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/recovery_code.html", context, status=status)


@at(Step.SHOW)
@require_POST
def start_anew(request: HttpRequest, here: HalfWay) -> HttpResponse:
    """For who has lost everything and whom a colleague has released."""
    try:
        set_up.start_anew(come_in.oneself(request, here.person), here.person)
    except set_up.NotAllowed:
        return redirect("entry:recovery-code")
    return redirect("entry:set-up")


def _usable(here: HalfWay) -> Factors:
    """Where the site asks for passkeys, an app stands in for none."""
    has = factors_of(here.person)
    return replace(has, app=None) if parent_rule.passkey_only(here.person) else has


def _tried(request: HttpRequest, here: HalfWay) -> FactorTry:
    return FactorTry(here.person, origin_of(request), device_cookie.marks(request))

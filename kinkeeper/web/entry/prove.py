"""*Show that it is you*: asked again before what an unlocked computer must not do alone."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.access.factor_tries import FactorTry, TooManyTries
from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.accounts import authenticator_app, identities, passkey_address
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.web import fresh_proof
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import device_cookie, passkey_form, throttle_words
from kinkeeper.web.entry.code_forms import AppCode
from kinkeeper.web.entry.passwords import OwnPassword
from kinkeeper.web.entry.sign_in import own_address
from kinkeeper.web.gate import ViewerRequest, signed_in

PROVE = "entry:prove"


@signed_in
@sensitive_post_parameters("code", "password")
def prove(request: ViewerRequest) -> HttpResponse:
    """Who has a second step shows that: whoever sits at an open session may know the password."""
    after = own_address(request, request.POST.get("next") or request.GET.get("next") or "")
    has = factors_of(request.user)
    form = AppCode(request.POST or None) if has.any else _own_password(request)
    if request.method == "POST" and form.is_valid() and _is_good(request, form):
        return _proved(request, after)
    context = {
        "form": form,
        "has": has,
        "next": after,
        "passkeys_possible": passkey_address.possible(),
        "providers": [] if has.any else _mine(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "entry/prove.html", context, status=status)


@signed_in
@require_POST
def passkey_options(request: ViewerRequest) -> HttpResponse:
    return passkey_form.options_for_showing(request, request.user)


@signed_in
@require_POST
def by_passkey(request: ViewerRequest) -> HttpResponse:
    after = own_address(request, request.POST.get("next", ""))
    if passkey_form.shown(request, request.user) is not None:
        return _proved(request, after)
    messages.error(request, _("That did not work. Try again."))
    return redirect(reverse(PROVE, query={"next": after}))


def _mine(request: ViewerRequest) -> list[IdentityProvider]:
    return [provider for provider, mine in identities.ways_of(request.user) if mine is not None]


def _own_password(request: ViewerRequest) -> OwnPassword:
    tried = Try(request.user.username, origin_of(request), device_cookie.marks(request))
    return OwnPassword(request.user, tried, request.POST or None)


def _is_good(request: ViewerRequest, form: AppCode | OwnPassword) -> bool:
    if isinstance(form, OwnPassword):  # which has looked at it
        return True
    tried = FactorTry(request.user, origin_of(request), device_cookie.marks(request))
    try:
        tried.app_code(form.cleaned_data["code"])
    except authenticator_app.Wrong:
        form.add_error("code", _("This code is wrong, or was used before. Wait for the next."))
    except TooManyTries as many:
        form.add_error("code", throttle_words.too_many(many.minutes))
    return not form.errors


def _proved(request: ViewerRequest, after: str) -> HttpResponse:
    fresh_proof.prove_again(request)
    return HttpResponseRedirect(after)

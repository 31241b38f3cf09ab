"""Setting up the second step at sign-in, before any page opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.access.sign_in_steps import Step
from kinkeeper.accounts import letter_code, parent_rule, passkey_address, set_up
from kinkeeper.credentials import redeem
from kinkeeper.lib.sessions import end_all_of
from kinkeeper.people.models import Profile
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web.entry import app_form, come_in, passkey_form, throttle_words
from kinkeeper.web.entry.activate import meant
from kinkeeper.web.entry.code_forms import TypeCode
from kinkeeper.web.entry.half_way_in import at
from kinkeeper.web.half_way import HalfWay

RECOVERY_CODES = "entry:recovery-codes"
SET_UP = "entry:set-up"


@at(Step.PROVE)
@sensitive_post_parameters("code")
def allowed(request: HttpRequest, here: HalfWay) -> HttpResponse:
    """A password alone sets nothing up: the code of a letter, or a colleague."""
    form = TypeCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = come_in.oneself(request, here.person)
        try:
            letter_code.show(actor, here.person, meant(request, form).pk)
            return redirect(SET_UP)
        except redeem.Unusable:
            form.add_error("code", _("We do not know this code, or it was used before."))
        except throttle_words.TooMany as many:
            form.add_error("code", str(many))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "parent": here.person.profile == Profile.PARENT}
    return render(request, "entry/set_up_allowed.html", context, status=status)


@at(Step.SET_UP)
def choose(request: HttpRequest, here: HalfWay) -> HttpResponse:
    context = {
        "passkeys_possible": passkey_address.possible(),
        "passkey_only": parent_rule.passkey_only(here.person),
        "form": passkey_form.NameIt(),
    }
    return render(request, "entry/set_up.html", context)


@at(Step.SET_UP)
@sensitive_post_parameters("code")
def with_app(request: HttpRequest, here: HalfWay) -> HttpResponse:
    if parent_rule.passkey_only(here.person):
        return redirect(SET_UP)
    page = app_form.shown(request, here.person, half_way=True)
    try:
        added = page.added(come_in.oneself(request, here.person))
    except set_up.NotAllowed:  # a moment ago it was; where this one stands now is looked at anew
        return redirect(SET_UP)
    if added:
        end_all_of([here.person.pk])
        messages.success(request, _("Your app is ready."))
        codes = redirect(RECOVERY_CODES)
        return come_in.after_second_step(request, here, SignedInBy.PASSWORD_AND_APP, codes)
    return page.page("entry/set_up_app.html")


@at(Step.SET_UP)
@require_POST
def with_passkey(request: HttpRequest, here: HalfWay) -> HttpResponse:
    owner = come_in.oneself(request, here.person)
    if passkey_form.added(request, owner, here.person, half_way=True):
        end_all_of([here.person.pk])
        codes = redirect(RECOVERY_CODES)
        return come_in.after_second_step(request, here, SignedInBy.PASSKEY, codes)
    return redirect(SET_UP)


@at(Step.SET_UP)
@require_POST
def passkey_options(request: HttpRequest, here: HalfWay) -> HttpResponse:
    return passkey_form.options_for_adding(request, here.person)

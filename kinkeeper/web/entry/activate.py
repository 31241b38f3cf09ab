"""The first way in: a typed code or a link, then an own password. Opening consumes nothing."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access import sign_in_throttle
from kinkeeper.access.sign_in import may_enter
from kinkeeper.accounts import set_up
from kinkeeper.credentials import duplicate_submission, redeem
from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.throttle import CODE_ADDRESS, MAIL_ADDRESS, MAIL_NAME, network
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.letters.renew_link import order_link
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import Person
from kinkeeper.readings import school_contact
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.context import show
from kinkeeper.web.entry import come_in, device_cookie, signed_form_state, throttle_words
from kinkeeper.web.entry.code_forms import TypeCode
from kinkeeper.web.entry.passwords import ChoosePassword
from kinkeeper.web.entry.sign_in import used_already
from kinkeeper.web.gate import for_everybody

CREDENTIAL = "credential"
OLD = "credential-to-renew"


@for_everybody
@sensitive_post_parameters("code")
def type_code(request: HttpRequest) -> HttpResponse:
    form = TypeCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _remember(request, meant(request, form))
        except redeem.Unknown:
            form.add_error("code", _("We do not know this code. Compare it with your letter."))
        except throttle_words.TooMany as many:
            way_round = _("If your letter has a square code to scan, that works at once.")
            form.add_error("code", f"{many} {way_round}")
        except redeem.Unusable as unusable:
            return _unusable(request, unusable)
    status = 200 if request.method != "POST" else 422
    return render(request, "entry/activate.html", {"form": form}, status=status)


@for_everybody
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """From a link or a QR code. The token leaves the address at once."""
    token = link_tokens.tidy(token)
    try:
        return _remember(request, redeem.by_token(token))
    except redeem.Unusable as unusable:
        found = redeem.of_token(token)
        if found is not None:
            request.session[OLD] = found.pk
        return _unusable(request, unusable)


@for_everybody
@sensitive_post_parameters("password")
def choose_password(request: HttpRequest) -> HttpResponse:
    credential = _remembered(request)
    if credential is None:
        return _nothing_opened(request)
    try:
        redeem.usable(credential)
    except redeem.Unusable as unusable:
        return _unusable(request, unusable)
    form = ChoosePassword(credential.person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = redeem.redeem(_somebody(request), credential.pk, form.cleaned_data["password"])
        except redeem.Unusable as unusable:
            return _unusable(request, unusable)
        set_up.allow_by(credential)
        return _enter(request, person)
    status = 200 if request.method != "POST" else 422
    kept = signed_form_state.kept(credential.pk, CREDENTIAL)
    show(request, school_contact.of_holder(credential.person))
    context = {"form": form, "person": credential.person, "opened": kept}
    return render(request, "entry/activate_password.html", context, status=status)


@for_everybody
@require_POST
def order_again(request: HttpRequest) -> HttpResponse:
    """A fresh link to the address on file, without calling the office. One answer for all."""
    credential = redeem.by_number(request.session.get(OLD, 0))
    origin = network(origin_of(request))
    if credential is not None and not MAIL_ADDRESS.used_up(origin):
        key = f"person {credential.person_id}"
        if not MAIL_NAME.used_up(key):
            MAIL_NAME.count(key)
            MAIL_ADDRESS.count(origin)
            order_link(_somebody(request), credential.person)
    return render(request, "entry/ordered.html")


def meant(request: HttpRequest, form: TypeCode) -> Credential:
    """Raises `Unusable`, and `TooMany`. A slip that no code can be is no guess, and not counted:
    a hall full of parents shares one address."""
    typed, origin = form.cleaned_data["code"], network(origin_of(request))
    if not redeem.could_be(typed):
        raise redeem.Unknown
    minutes = CODE_ADDRESS.minutes(origin)
    if minutes:
        raise throttle_words.TooMany(minutes)
    try:
        return redeem.by_code(_somebody(request), typed)
    except redeem.Unknown:
        CODE_ADDRESS.count(origin)
        raise


def _remember(request: HttpRequest, credential: Credential) -> HttpResponse:
    """Which credential was shown is kept in this browser's session; nothing else happens."""
    request.session[CREDENTIAL] = credential.pk
    return redirect("entry:activate-password")


def _remembered(request: HttpRequest) -> Credential | None:
    """What the form was opened with, or else what this browser has opened last."""
    return redeem.by_number(
        signed_form_state.of(request, CREDENTIAL) or request.session.get(CREDENTIAL, 0)
    )


def _nothing_opened(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("entry:home")
    return signed_form_state.without_cookies(request) or redirect("entry:activate")


def _enter(request: HttpRequest, person: Person) -> HttpResponse:
    """Whoever else was signed in here is signed out; the new person gets a new session."""
    logout(request)
    sign_in_throttle.forgive(person, origin_of(request))
    if not may_enter(person):
        page = render(request, "entry/not_open_yet.html")
        return device_cookie.remember_before_second_step(request, page, person)
    return come_in.after_first_step(request, person, reverse("entry:home"), SignedInBy.CODE_OR_LINK)


def _used(request: HttpRequest, used: redeem.Used) -> HttpResponse:
    """Mostly by whoever opens it now: the way in is then the own password. A form sent twice is
    known by what it was opened with, signed; a link that was used is nothing to try passwords
    with."""
    if signed_form_state.of(request, CREDENTIAL) is not None:
        password = request.POST.get("password", "")
        person = duplicate_submission.just_chosen(used.person, password)
        if person is not None:
            return _enter(request, person)
    if request.user.pk == used.person:
        return redirect("entry:home")
    return used_already(request, used.person)


def _unusable(request: HttpRequest, unusable: redeem.Unusable) -> HttpResponse:
    if isinstance(unusable, redeem.Used) and request.user.pk in {None, unusable.person}:
        return _used(request, unusable)
    if CREDENTIAL in request.session:
        request.session[OLD] = request.session.pop(CREDENTIAL)
    context = {"code": unusable.code, "may_order": OLD in request.session}
    return render(request, "entry/unusable.html", context, status=410)


def _somebody(request: HttpRequest) -> Actor:
    return Actor(None, SOMEBODY, origin_of(request))

"""Signing in and out."""

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kinkeeper.access.sign_in import Joined, may_enter, recognised
from kinkeeper.access.sign_in_throttle import Try
from kinkeeper.access.view_as import Ending
from kinkeeper.accounts import passkey_address, providers
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.people.resting import rests
from kinkeeper.web import view_as
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import come_in, device_cookie, throttle_words
from kinkeeper.web.gate import for_everybody, leaves_view


class SignIn(forms.Form):
    username = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    own_device = forms.BooleanField(
        label=_("This is my own phone or computer"),
        required=False,
        help_text=_(
            "You stay signed in here for up to 30 days. Not on a device that others use. Staff are "
            "signed out after 30 minutes without use in any case."
        ),
    )


@for_everybody
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    after = own_address(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _known(request, form)
        if person is not None:
            own_device = form.cleaned_data["own_device"]
            return come_in.after_first_step(request, person, after, own_device=own_device)
    status = 200 if request.method != "POST" else 422
    context = {
        "form": form,
        "next": after,
        "passkeys_possible": passkey_address.possible(),
        "providers": providers.everyone(),
    }
    return render(request, "entry/sign_in.html", context, status=status)


def used_already(request: HttpRequest, person: int) -> HttpResponse:
    """For whoever opens a way in that was used: here the own password opens. On a device that is
    not known to be the person's, it also says what to do if somebody else used it."""
    known = device_cookie.is_of(request, person)
    context = {"form": SignIn(), "next": "/", "used": True, "known": known}
    return render(request, "entry/sign_in.html", context, status=410)


@leaves_view
@for_everybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    view_as.end(request, Ending.SIGNED_OUT)
    logout(request)
    response = redirect("entry:sign-in")
    # Not "cookies": the mark of a known device (`device_cookie`) has to stay, or strangers' guesses
    # would slow its owner down here. The session's own cookie is deleted by name.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _known(request: HttpRequest, form: SignIn) -> Person | None:
    """The person, or None with the one sentence that every failure gets."""
    name, origin = form.cleaned_data["username"], origin_of(request)
    tried = Try(name, origin, device_cookie.marks(request))
    minutes = tried.minutes()
    if minutes:
        way_round = _(
            "Or choose a new password through “Forgotten password”: it opens the account at once."
        )
        form.add_error(None, f"{throttle_words.too_many(minutes)} {way_round}")
        return None
    try:
        person = recognised(name, form.cleaned_data["password"])
    except Joined as joined:
        form.add_error(
            None,
            _(
                "Your two accounts were merged into one. Sign in as %s, with the password of "
                "that account, or choose a new one through “Forgotten password”."
            )
            % joined.instead.username,
        )
        return None
    if person is not None and rests(person):
        deny(Actor(person.pk, person.full_name, origin), "session.resting", person_id=person.pk)
        form.add_error(
            None,
            _(
                "No one has used this account for a long time, so it rests. Your password is "
                "right. Ask an administrator to wake your account."
            ),
        )
        return None
    if person is not None and may_enter(person):
        return person
    if person is not None:  # only an active parent is recognised and may not enter
        form.add_error(
            None,
            _(
                "The school has not opened the pages for parents, or has closed them for a while. "
                "Your password is right; nothing is lost."
            ),
        )
        return None
    tried.count()
    deny(Actor(None, SOMEBODY, origin), "session.refused", data={"name": _shown(name)})
    form.add_error(
        None,
        _(
            "That did not work. Check the username and the password and try again. If this is "
            "your first time, use the code from your letter."
        ),
    )
    return None


def _shown(name: str) -> str:
    """People type their password here by mistake; only what looks like a name is written down."""
    start = "".join(char for char in name[:3] if char.isalnum())
    return f"{start}…({len(name)})"


def own_address(request: HttpRequest, wanted: str) -> str:
    """The address wanted where it is one of ours, else the home."""
    good = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if good and wanted.startswith("/") else reverse("entry:home")

"""A forgotten password: a link to the address on file, one mail for each person who shares it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from kinkeeper.access import sign_in_throttle
from kinkeeper.accounts import parent_rule
from kinkeeper.credentials import duplicate_submission, reset
from kinkeeper.credentials.throttle import MAIL_ADDRESS, MAIL_NAME, network
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.letters.jobs import ask_for_links
from kinkeeper.lib import link_tokens
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import device_cookie, signed_form_state, throttle_words
from kinkeeper.web.entry.passwords import ChoosePassword
from kinkeeper.web.gate import for_everybody

RESET = "reset"


class Forgotten(forms.Form):
    name = forms.CharField(
        label=_("Username or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


@for_everybody
def ask(request: HttpRequest) -> HttpResponse:
    """The answer is the same whoever is meant; the looking up is a job's work, so that the time
    tells nothing either."""
    form = Forgotten(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, origin = form.cleaned_data["name"], origin_of(request)
        near = network(origin)
        minutes = max(MAIL_NAME.minutes(name.casefold()), MAIL_ADDRESS.minutes(near))
        if not minutes:
            MAIL_NAME.count(name.casefold())
            MAIL_ADDRESS.count(near)
            ask_for_links(name, Actor(None, SOMEBODY, origin))
            return redirect("entry:forgotten-sent")
        earlier = _("If you got an e-mail with a link in the past hour, that link still works.")
        form.add_error(None, f"{throttle_words.too_many(minutes)} {earlier}")
    status = 422 if form.errors else 200
    return render(request, "entry/forgotten.html", {"form": form}, status=status)


@for_everybody
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "entry/forgotten_sent.html")


@for_everybody
@require_safe
def open_link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The token leaves the address at once; opening consumes nothing."""
    request.session[RESET] = [uid, link_tokens.tidy(token)]
    return redirect("entry:forgotten-password")


@for_everybody
@sensitive_post_parameters("password")
def choose_password(request: HttpRequest) -> HttpResponse:
    uid, token = signed_form_state.of(request, RESET) or request.session.get(RESET, ["", ""])
    person = reset.meant(uid, token)
    if person is None:
        return _unusable(request, opened=bool(uid))
    form = ChoosePassword(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin = origin_of(request)
        person = reset.reset(origin, uid, token, form.cleaned_data["password"])
        if person is None:
            return _unusable(request, opened=True)
        sign_in_throttle.forgive(person, origin)
        return _done(request, person)
    context = {
        "form": form,
        "person": person,
        "opened": signed_form_state.kept([uid, token], RESET),
    }
    return render(request, "entry/reset_password.html", context)


def _unusable(request: HttpRequest, *, opened: bool) -> HttpResponse:
    """What an address says is nobody's word for a person: a form sent twice is known by what it
    was opened with, signed."""
    signed = signed_form_state.of(request, RESET)
    if signed is not None:
        number, password = reset.number(signed[0]), request.POST.get("password", "")
        person = duplicate_submission.just_chosen(number, password)
        if person is not None:
            return _done(request, person)
    if not opened and (page := signed_form_state.without_cookies(request)):
        return page
    return render(request, "entry/reset_unusable.html", status=410)


def _done(request: HttpRequest, person: Person) -> HttpResponse:
    elsewhere = not parent_rule.opens(person, SignedInBy.PASSWORD)
    context = {"person": person, "elsewhere": elsewhere}
    done = render(request, "entry/reset_done.html", context)
    return device_cookie.remember_before_second_step(request, done, person)

"""The page that shows an authenticator app's secret and asks for a first code."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kinkeeper.accounts import authenticator_app, set_up
from kinkeeper.accounts.authenticator_app import NewApp
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import qr_code
from kinkeeper.organisations import settings
from kinkeeper.people.models import Person
from kinkeeper.web.entry.code_forms import AppCode

KEPT = "new-app"


@dataclass(frozen=True)
class NewAppPage:
    """`new` stays the same however often the page is loaded, until a code of it was typed.
    `half_way`: for who has shown a password alone."""

    request: HttpRequest
    person: Person
    new: NewApp
    form: forms.Form
    half_way: bool

    def added(self, actor: Actor) -> bool:
        """Whether a good code was sent, and the app is the person's now. Raises
        `set_up.NotAllowed`."""
        if self.request.method != "POST" or not self.form.is_valid():
            return False
        try:
            code = self.form.cleaned_data["code"]
            set_up.add_app(actor, self.person, self.new, code, half_way=self.half_way)
        except authenticator_app.Wrong:
            self.form.add_error(
                "code",
                _("This is not what your app shows now. Check that your phone’s clock is right."),
            )
            return False
        del self.request.session[KEPT]
        return True

    def page(self, template: str) -> HttpResponse:
        address = self.new.address(self.person, str(settings.get("site_name")))
        context = {
            "form": self.form,
            "qr": mark_safe(qr_code.svg(address)),  # noqa: S308  # numbers and commands of our own
            "address": address,
            "secret": self.new.grouped,
        }
        status = 422 if self.request.method == "POST" else 200
        return render(self.request, template, context, status=status)


def shown(request: HttpRequest, person: Person, *, half_way: bool = False) -> NewAppPage:
    kept = request.session.get(KEPT)
    if kept is None or kept["person"] != person.pk:
        kept = {"person": person.pk, "secret": NewApp.draw().secret}
        request.session[KEPT] = kept
    form = AppCode(request.POST or None)
    return NewAppPage(request, person, NewApp(kept["secret"]), form, half_way)

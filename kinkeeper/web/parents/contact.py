"""The own contact data: what the school has, and a change that it decides about."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Person
from kinkeeper.readings import contact_changes
from kinkeeper.registry.contact_changes import now, propose, waits_for, withdraw
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.refused_pages import NothingThere


class Contact(forms.Form):
    """What it accepts is judged by the registry's own rules."""

    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy("We send a link to a new address. It counts once you open it."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"), widget=forms.TextInput(attrs={"autocomplete": "tel"})
    )
    street = forms.CharField(
        label=gettext_lazy("Street"),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=gettext_lazy("Postal code"),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=gettext_lazy("City"), widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        widget=forms.TextInput(attrs={"autocomplete": "country-name"}),
    )

    def __init__(self, person: Person, data: Mapping[str, Any] | None) -> None:
        super().__init__(data, initial=now(person))
        for field in self.fields.values():
            field.required = False


@needs(Verb.CHILDREN_SEE, fresh=Within.TWO_HOURS)
def contact(request: ViewerRequest) -> HttpResponse:
    if request.viewer.is_staff:  # who is nobody's parent; others change their hat first
        raise Http404
    form = Contact(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        return redirect("parents:contact")
    context = {
        "form": form,
        "waits": waits_for(request.user),
        "changes": contact_changes.own(request.user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/contact.html", context, status=status)


@needs(Verb.CHILDREN_SEE)
@require_POST
def take_back(request: ViewerRequest) -> HttpResponse:
    if request.viewer.is_staff:
        raise Http404
    waits = waits_for(request.user)
    if waits is None:
        raise NothingThere
    try:
        withdraw(request.viewer.actor, waits)
        messages.success(request, _("Withdrawn. Nothing has been changed."))
    except Refusal as refusal:  # the office was quicker
        messages.error(request, str(refusal))
    return redirect("parents:contact")


def _sent(request: ViewerRequest, form: Contact) -> bool:
    try:
        said = {name: form.cleaned_data[name] for name in form.fields if name in form.data}
        propose(request.viewer.actor, request.user, said)
    except Refusal as refusal:
        for each in refusal.all():
            form.add_error(each.field if each.field in form.fields else None, str(each))
        return False
    messages.success(request, _("Sent to the school office. They look at it and answer here."))
    return True

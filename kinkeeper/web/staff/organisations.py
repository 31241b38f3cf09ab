"""All organisations within reach and how far each is; and what one says of itself to parents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.organisations import own_settings, settings
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings import organisation_tree
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups

LABELS = {
    "site_name": gettext_lazy("Name that parents read"),
    "office": gettext_lazy("How parents reach the office"),
    "letterhead": gettext_lazy("Address at the head of letters"),
    "rights": gettext_lazy("What parents see of their children"),
    "time_zone": gettext_lazy("Time zone"),
    "means": gettext_lazy("Means of results"),
    "notifications": gettext_lazy("E-mails to parents about news"),
    "notify_rest": gettext_lazy("How often parents are told"),
    "notify_name": gettext_lazy("How e-mails about news name a child"),
    "messages": gettext_lazy("Messages between parents and the school"),
    "messages_from": gettext_lazy("From when the school reads messages"),
    "messages_until": gettext_lazy("Until when the school reads messages"),
    "block_lift_needs_two": gettext_lazy("How many people lift a block"),
    "large_imports_need_two": gettext_lazy("How many people let an import pass a guard"),
}


class OwnWords(forms.Form):
    """One field for each thing that an organisation may say of itself; blank is as above it."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_settings.of(organisation)
        said, above = own_settings.contacts(), organisation.path.rpartition("/")[0]
        for name in own_settings.OWN:
            known, inherited = settings.KNOWN[name], said.one(above, name)
            common: dict[str, Any] = {
                "label": LABELS[name],
                "required": False,
                "initial": own[name],
            }
            if choices := known.choices():
                words = dict(choices).get(inherited, inherited)
                unsaid = ("", _("As above it: %s") % words)
                own_ones = [each for each in choices if each[0]]
                self.fields[name] = forms.ChoiceField(choices=[unsaid, *own_ones], **common)
                continue
            self.fields[name] = forms.CharField(
                max_length=known.longest,
                help_text=_("If empty: %s") % inherited if inherited else "",
                **common,
            )


@needs(Verb.ORGANISATIONS_EDIT)
@require_safe
def organisations(request: ViewerRequest) -> HttpResponse:
    return render(
        request, "staff/organisations/tree.html", {"nodes": organisation_tree.tree(request.viewer)}
    )


@needs(Verb.ORGANISATIONS_EDIT, fresh=Within.TWO_HOURS)
def organisation(request: ViewerRequest, number: int) -> HttpResponse:
    """The whole site's are among its settings."""
    found = lookups.organisation_numbered(request, number)
    if not found.path:
        return redirect("staff:settings")
    form = OwnWords(request.POST or None, organisation=found)
    if request.method == "POST" and form.is_valid():
        for name, value in form.cleaned_data.items():
            own_settings.change(request.viewer.actor, found, name, value)
        messages.success(request, _("Saved."))
        return redirect("staff:organisation", number)
    context = {
        "organisation": found,
        "form": form,
        "figures": organisation_tree.of(request.viewer, found),
        "shown": own_settings.contacts().at(found.path),
    }
    status = 422 if form.errors else 200
    return render(request, "staff/organisations/one.html", context, status=status)

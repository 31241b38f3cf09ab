"""A parent whose access goes on though the pupil is of age: set and ended by the office (K18)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.access.rules import Verb
from kinkeeper.families.consent import continue_after, end_continuation
from kinkeeper.families.consent_models import Basis
from kinkeeper.families.refusals import Refusal
from kinkeeper.people.local_date import date_of
from kinkeeper.readings import rights as readings
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.reason import Reason


class Continues(Reason):
    basis = forms.ChoiceField(label=gettext_lazy("What it rests on in law"), choices=Basis.choices)
    field_order = ("basis", "reason")


@needs(Verb.RELATIONSHIPS_CHANGE, fresh=Within.TWO_HOURS)
def continues(request: ViewerRequest, number: int, other: int) -> HttpResponse:
    """From the page of `number`; `other` is the other end. Sets it, or ends it where it is set."""
    person = lookups.person(request, number)
    parent, child = lookups.ends(request, person, other)
    found = readings.of(request.viewer, parent, child, date_of(child))
    form = (Reason if found.continues else Continues)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        return redirect("staff:person-rights", person.pk, other)
    context: dict[str, Any] = {"person": person, "found": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/continues.html", context, status=status)


def _saved(request: ViewerRequest, found: readings.PairRights, form: Reason) -> bool:
    actor, said = request.viewer.actor, form.cleaned_data
    try:
        if found.continues:
            end_continuation(actor, found.parent, found.child, reason=said["reason"])
        else:
            continue_after(actor, found.parent, found.child, said["basis"], reason=said["reason"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved. It applies from now on."))
    return True

"""A pupil's own pages: which adults see the school life, and what one of age decides (K18)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kinkeeper.families.consent import decide
from kinkeeper.families.refusals import Refusal
from kinkeeper.families.rights_models import Area
from kinkeeper.people.models import Profile
from kinkeeper.readings import seen_by, who_looked
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.gate import ViewerRequest, signed_in


class Allowed(forms.Form):
    """The areas that one adult may see; none ticked: nothing."""

    def __init__(self, found: seen_by.Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area in found.offered:
            self.fields[area.value] = forms.BooleanField(
                label=str(Area(area.value).label),
                required=False,
                initial=area in found.allowed,
            )

    def areas(self) -> list[str]:
        return [name for name, ticked in self.cleaned_data.items() if ticked]


@signed_in
@require_safe
def me(request: ViewerRequest) -> HttpResponse:
    if request.user.profile != Profile.PUPIL:
        raise Http404
    return render(request, "pupils/me.html", {"found": seen_by.everyone(request.user)})


@signed_in
@require_safe
def who_looked_at_me(request: ViewerRequest) -> HttpResponse:
    if request.user.profile != Profile.PUPIL:
        raise Http404
    looks = who_looked.at_oneself(request.user)
    return render(request, "pupils/who_looked.html", {"looks": looks})


@signed_in
def adult(request: ViewerRequest, number: int) -> HttpResponse:
    """An adult who is not connected to the pupil answers like one who never existed."""
    found = _found(request, number)
    form = Allowed(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        return redirect("pupils:me")
    status = 422 if request.method == "POST" else 200
    return render(request, "pupils/adult.html", {"found": found, "form": form}, status=status)


def _found(request: ViewerRequest, number: int) -> seen_by.Decision:
    is_pupil = request.user.profile == Profile.PUPIL
    found = seen_by.decision(request.user, number) if is_pupil else None
    if found is None:
        raise Http404
    return found


def _saved(request: ViewerRequest, found: seen_by.Decision, form: Allowed) -> bool:
    try:
        decide(request.viewer.actor, request.user, found.parent, form.areas())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    name = {"name": alone(found.parent.full_name)}
    messages.success(request, _("Saved. It applies to %(name)s from now on.") % name)
    return True

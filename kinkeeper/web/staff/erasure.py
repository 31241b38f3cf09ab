"""Erases a person's data on request, lists what was erased, and lets somebody in again."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.erasure import erase, jobs
from kinkeeper.erasure.foresee import fit, foresee
from kinkeeper.people.models import STAFF
from kinkeeper.readings import erasures
from kinkeeper.registry.refusals import Refusal
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.refusals import say


class Erasing(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy(
            "Who asked for it, and when. Do not write the person’s name: the reason is kept."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(
        label=gettext_lazy("Erase this person’s data. I know that no one can undo it.")
    )


class LettingIn(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Why you may have this person’s data again; it is kept."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.SETTINGS_CHANGE, fresh=Within.QUARTER_HOUR)
def erase_person(request: ViewerRequest, number: int) -> HttpResponse:
    viewer, found = request.viewer, lookups.editable_person(request, number)
    form = Erasing(request.POST or None)
    works_here = found.profile in STAFF
    context: dict[str, object] = {"person": found, "form": form, "works_here": works_here}
    try:
        fit(viewer.actor, found, viewer.reach)
    except Refusal as refusal:
        context["refusal"] = str(refusal)
    else:
        context["foreseen"] = foresee(found)
        if request.method == "POST" and form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                jobs.order(viewer.actor, found, reason=reason, reach=viewer.reach)
            except Refusal as refusal:
                say(viewer, form, refusal, found)
            else:
                messages.success(
                    request, _("Access has ended. The data is erased within a few minutes.")
                )
                return redirect("staff:erased")
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/erase.html", context, status=status)


@needs(Verb.SETTINGS_CHANGE)
@require_safe
def listed(request: ViewerRequest) -> HttpResponse:
    found = erasures.all_of(request.viewer)
    return render(request, "staff/erased.html", {"erasures": found})


@needs(Verb.SETTINGS_CHANGE)
def let_in(request: ViewerRequest, number: int) -> HttpResponse:
    found = None
    if number <= lookups.HIGHEST:
        found = erasures.standing(request.viewer).filter(pk=number).first()
    if found is None:
        raise Http404
    form = LettingIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        viewer, reason = request.viewer, form.cleaned_data["reason"]
        try:
            erase.let_in(viewer.actor, found, reason=reason, reach=viewer.reach)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("A file may add this person again."))
            return redirect("staff:erased")
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/let_in.html", {"form": form, "erasure": found}, status=status)

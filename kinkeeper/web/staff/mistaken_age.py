"""Pupils whom an undone import had made of age: nobody but a person takes that back (K18)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kinkeeper.access.rules import Verb
from kinkeeper.families.refusals import Refusal
from kinkeeper.readings import mistaken_age as readings
from kinkeeper.registry.mistaken_age import take_back
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups


class Mistaken(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("How do you know that the birth dates were wrong?"),
        max_length=2000,
        help_text=gettext_lazy("Kept in the journal; parents never see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.RELATIONSHIPS_CHANGE)
def of_age(request: ViewerRequest, number: int) -> HttpResponse:
    """Those who were shown, and no more."""
    roster_import = lookups.roster_import(request, number)
    found = readings.pupils(request.viewer, roster_import)
    if not found:
        raise Http404
    form = Mistaken(request.POST if request.method == "POST" else None)
    shown = set(request.POST.getlist("pupil"))
    chosen = [each.pupil for each in found if str(each.pupil.pk) in shown]
    if request.method == "POST" and not chosen:
        form.add_error(None, _("Choose at least one pupil."))
    if request.method == "POST" and form.is_valid():
        try:
            done = take_back(
                request.viewer.actor,
                chosen,
                reason=form.cleaned_data["reason"],
                import_id=roster_import.pk,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext(
                "%d pupil no longer counts as of age. The parents see what they saw before.",
                "%d pupils no longer count as of age. Their parents see what they saw before.",
                done,
            )
            messages.success(request, words % done)
            return redirect("staff:import", roster_import.pk)
    context = {
        "roster_import": roster_import,
        "found": found,
        "form": form,
        "ticked": {each.pupil.pk for each in found}
        if request.method != "POST"
        else {pupil.pk for pupil in chosen},
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/imports/of_age.html", context, status=status)

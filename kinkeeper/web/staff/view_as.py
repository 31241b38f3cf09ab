"""Viewing as a parent: how it begins, with a reason, and how it ends."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kinkeeper.access import view_as as views
from kinkeeper.access.rules import Verb
from kinkeeper.access.view_as import Ending
from kinkeeper.lib.refusal import Refusal
from kinkeeper.web import view_as
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, leaves_view, needs
from kinkeeper.web.staff import lookups


class Why(forms.Form):
    reason = forms.CharField(
        label=_("Why do you look?"),
        max_length=500,
        help_text=_("For example: the parent called and sees no timetable. The journal keeps it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.PARENTS_VIEW_AS, fresh=Within.QUARTER_HOUR)
def begin(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.editable_person(request, number)
    if not views.is_offered(request.viewer, found):
        raise Http404
    form = Why(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            view_as.begin(request, found, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("parents:children")
    status = 422 if request.method == "POST" else 200
    context = {"person": found, "form": form, "minutes": views.MINUTES}
    return render(request, "staff/people/view_as.html", context, status=status)


@leaves_view
@needs(Verb.PARENTS_VIEW_AS)
@require_POST
def end(request: ViewerRequest) -> HttpResponse:
    """Back to the page of the parent."""
    parent = view_as.end(request, Ending.BY_HAND)
    return redirect("staff:home") if parent is None else redirect("staff:person", parent)

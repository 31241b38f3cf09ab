"""The register of a class, its results, and remarks about a pupil."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.readings import absence_reports
from kinkeeper.readings import entries as readings
from kinkeeper.records.by_hand import about_pupils, audience
from kinkeeper.records.by_hand import results as by_hand_results
from kinkeeper.records.by_hand.about_pupils import SaidRemark
from kinkeeper.records.models import Group
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.entry_forms import day
from kinkeeper.web.staff.register_form import RegisterForm
from kinkeeper.web.staff.results_form import ResultsForm


@needs(Verb.RECORDS_ENTER)
def register(request: ViewerRequest, number: int) -> HttpResponse:
    """Of a class on one day; today, where no other is asked for."""
    group = lookups.group_to_enter(request, number)
    on = _day(request, group)
    data = request.POST if request.method == "POST" else None
    shown = readings.register(request.viewer, group, on)
    form = RegisterForm(on, shown.pupils, shown.codes, shown.standing, data)
    form.reported = absence_reports.on_day(request.viewer, shown.pupils, on)
    if data is not None and form.is_valid() and _kept(request, group, form):
        messages.success(request, _("Saved. Parents who may see absence see it now."))
        return redirect(reverse("staff:register", args=[group.pk], query={"day": on.isoformat()}))
    context = {"group": group, "day": on, "form": form, "codes": shown.codes}
    return render(
        request, "staff/entries/register.html", context, status=200 if data is None else 422
    )


def _day(request: ViewerRequest, group: Group) -> date:
    asked = (request.POST if request.method == "POST" else request.GET).get("day", "")
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return audience.today_of(group.school)


def _kept(request: ViewerRequest, group: Group, form: RegisterForm) -> bool:
    said = form.cleaned_data
    try:
        about_pupils.register(
            request.viewer.actor, str(said["token"]), group, said["day"], form.marks()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@needs(Verb.RECORDS_ENTER)
@require_safe
def assignments(request: ViewerRequest, number: int) -> HttpResponse:
    """What was set for a class, to enter results."""
    group = lookups.group_to_enter(request, number)
    context = {"group": group, "work": readings.work(group)}
    return render(request, "staff/entries/group_assignments.html", context)


@needs(Verb.RECORDS_ENTER)
def results(request: ViewerRequest, number: int) -> HttpResponse:
    """Of a class for one assignment."""
    assignment = lookups.work_to_enter(request, number)
    shown = readings.results(request.viewer, assignment)
    data = request.POST if request.method == "POST" else None
    form = ResultsForm(assignment, shown.pupils, shown.standing, data)
    if data is not None and form.is_valid() and _entered(request, form):
        messages.success(request, _("Saved."))
        return redirect("staff:results", assignment.pk)
    context = {"work": assignment, "form": form}
    status = 200 if data is None else 422
    return render(request, "staff/entries/results.html", context, status=status)


def _entered(request: ViewerRequest, form: ResultsForm) -> bool:
    token, since = str(form.cleaned_data["token"]), form.shown_from()
    try:
        by_hand_results.enter(request.viewer.actor, token, form.work, form.lines(), since)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


class RemarkForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=gettext_lazy("What kind of remark is it?"),
        widget=forms.RadioSelect,
        choices=[
            ("praise", gettext_lazy("Praise")),
            ("concern", gettext_lazy("Concern")),
            ("incident", gettext_lazy("Incident")),
            ("note", gettext_lazy("A note for staff only; no parent ever sees it")),
        ],
    )
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    day = day(gettext_lazy("Day"), required=True)

    def __init__(self, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"token": str(uuid4()), "day": today})


@needs(Verb.RECORDS_ENTER)
def new_remark(request: ViewerRequest, number: int) -> HttpResponse:
    """About a pupil; who will see it stands above the button."""
    pupil, group = lookups.pupil_to_enter(request, number)
    data = request.POST if request.method == "POST" else None
    form = RemarkForm(audience.today_of(group.school), data)
    if data is not None and form.is_valid():
        said = form.cleaned_data
        try:
            about_pupils.remark(
                request.viewer.actor,
                str(said["token"]),
                group,
                pupil,
                said["sort"],
                SaidRemark(said["day"], said["body"]),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:person-records", pupil.pk)
    context = {"pupil": pupil, "school": group.school, "form": form}
    status = 422 if data is not None else 200
    return render(request, "staff/entries/remark.html", context, status=status)

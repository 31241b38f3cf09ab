"""What parents reported of absence, to be confirmed by the school."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.from_home.answer_absence import decide
from kinkeeper.from_home.models import AbsenceReport, ReportState
from kinkeeper.journal.record import record
from kinkeeper.lib.refusal import Refusal
from kinkeeper.readings import absence_reports
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.csv_file import as_text, csv_file


class Declined(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Why is it not accepted?"),
        max_length=500,
        help_text=gettext_lazy("The parent who reported it reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@needs(Verb.ABSENCE_CONFIRM)
@require_safe
def reports(request: ViewerRequest) -> HttpResponse:
    found = absence_reports.of_school(request.viewer)
    return render(request, "staff/absence/reports.html", {"found": found})


# In the words of `attendance.csv` where it has any.
HEADINGS = (
    "student_id", "name", "date", "part", "leaves_at", "comes_at", "reason",
    "note", "reported_by", "reported_at", "state", "noted_by",
)  # fmt: skip


@needs(Verb.ABSENCE_CONFIRM, fresh=Within.QUARTER_HOUR)
@require_safe
def export(request: ViewerRequest) -> HttpResponse:
    """For the school's own system: a row for each day, with codes."""
    found = absence_reports.to_export(request.viewer)
    record(request.viewer.actor, "absence.exported", data={"reports": len(found)})
    rows = [[as_text(cell) for cell in row] for each in found for row in _rows(each)]
    return csv_file("reported-absence", [HEADINGS, *rows])


def _rows(report: AbsenceReport) -> Iterator[list[str]]:
    child, parent = report.child, report.reported_by
    for day in report.days:
        yield [
            child.sync_key or "", child.full_name, day.isoformat(),
            report.part, report.leaves_at, report.comes_at, report.reason, report.note,
            parent.full_name if parent else "", report.made_at.isoformat(timespec="seconds"),
            report.state, report.entered_by_name,
        ]  # fmt: skip


@needs(Verb.ABSENCE_CONFIRM)
@require_POST
def confirm(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.absence_report(request, number)
    try:
        decide(request.viewer.actor, found, ReportState.CONFIRMED)
        messages.success(request, _("Confirmed. The parent sees it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:absence")


@needs(Verb.ABSENCE_CONFIRM)
def decline(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.absence_report(request, number)
    form = Declined(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer = form.cleaned_data["answer"]
            decide(request.viewer.actor, found, ReportState.DECLINED, answer=answer)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Not accepted. The parent reads why."))
            return redirect("staff:absence")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "report": found}
    return render(request, "staff/absence/decline.html", context, status=status)

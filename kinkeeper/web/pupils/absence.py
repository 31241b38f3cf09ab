"""A pupil of age tells the school of an own absence."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.from_home import answer_absence, report_absence
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Profile
from kinkeeper.readings import absence_reports
from kinkeeper.web.absence_form import AbsenceForm
from kinkeeper.web.gate import ViewerRequest, signed_in
from kinkeeper.web.templatetags.day_spans import in_a_row


@signed_in
def report(request: ViewerRequest) -> HttpResponse:
    """Before that, the page says who reports."""
    if request.user.profile != Profile.PUPIL:
        raise Http404
    form = AbsenceForm([request.user], request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        return redirect("pupils:absence")
    own = absence_reports.of_oneself(request.user)
    for each in own:
        answer_absence.seen(request.viewer.actor, each)
    context = {
        "form": form,
        "may": report_absence.may_report(request.user, request.user),
        "own": [(each, report_absence.can_be_withdrawn(each)) for each in own],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "pupils/absence.html", context, status=status)


def _sent(request: ViewerRequest, form: AbsenceForm) -> bool:
    away = form.away()
    try:
        [made] = report_absence.report(request.viewer.actor, request.user, [request.user], away)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    messages.success(request, _("Sent. The school knows."))
    if free := away.without(made.days):
        said = _("There is no school on these days, so they are not reported: %s.")
        messages.info(request, said % in_a_row(free))
    return True


@signed_in
@require_POST
def withdraw(request: ViewerRequest, number: int) -> HttpResponse:
    """Somebody else's answers like one that never existed."""
    own = absence_reports.of_oneself(request.user)
    found = next((each for each in own if each.pk == number), None)
    if found is None:
        raise Http404
    try:
        report_absence.withdraw(request.viewer.actor, found)
        messages.success(request, _("Withdrawn. The school no longer expects an absence."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("pupils:absence")

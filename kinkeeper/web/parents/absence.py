"""A parent tells the school that a child is away, and withdraws it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.from_home import answer_absence, report_absence
from kinkeeper.from_home.models import AbsenceReport
from kinkeeper.from_home.report_absence import Away
from kinkeeper.lib.refusal import Refusal
from kinkeeper.readings import absence_reports, looks
from kinkeeper.roster.text.isolate import alone
from kinkeeper.web.absence_form import AbsenceForm
from kinkeeper.web.gate import ViewerRequest, in_view, needs
from kinkeeper.web.templatetags.day_spans import in_a_row


@in_view
@needs(Verb.CHILDREN_SEE)
def report(request: ViewerRequest) -> HttpResponse:
    children = absence_reports.reportable(request.user)
    if not children:
        raise Http404
    looks.shows(request.viewer, *children)
    form = AbsenceForm(children, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (made := _sent(request, form)):
        return redirect("parents:absence-sent", made[0].pk)
    names = {child.pk: child.given_name for child in children}
    context = {
        "form": form,
        "own": absence_reports.own(request.user),
        "known": [
            (names[child], days, by)
            for (child, by), days in absence_reports.known().items()
            if child in names
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/absence.html", context, status=status)


def _sent(request: ViewerRequest, form: AbsenceForm) -> list[AbsenceReport]:
    away = form.away()
    try:
        made = report_absence.report(request.viewer.actor, request.user, form.children(), away)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return []
    for each in made:
        _tell_of_free_days(request, each, away)
    return made


def _tell_of_free_days(request: ViewerRequest, made: AbsenceReport, away: Away) -> None:
    free = away.without(made.days)
    if free:
        days = in_a_row(free)
        said = _("%(name)s has no school on these days, so they are not reported: %(days)s.")
        messages.info(request, said % {"name": alone(made.child.given_name), "days": days})


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def sent(request: ViewerRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    looks.shows(request.viewer, found.child)
    if request.viewer.views_as is None:
        answer_absence.seen(request.viewer.actor, found)
    return render(request, "parents/absence_sent.html", _with_state(found))


def _with_state(found: AbsenceReport) -> dict[str, object]:
    return {"report": found, "can_withdraw": report_absence.can_be_withdrawn(found)}


@needs(Verb.CHILDREN_SEE)
@require_POST
def withdraw(request: ViewerRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    try:
        report_absence.withdraw(request.viewer.actor, found)
        messages.success(request, _("Withdrawn. The school no longer expects an absence."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("parents:absence-sent", found.pk)


def _own(request: ViewerRequest, number: int) -> AbsenceReport:
    """Somebody else's answers like one that never existed."""
    found = absence_reports.one_of(request.user, number) if number < 2**63 else None
    if found is None:
        raise Http404
    return found

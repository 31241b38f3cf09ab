"""Notices and events that teachers and offices enter: what was entered, and the forms."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.readings import entries as readings
from kinkeeper.readings.entries import Place
from kinkeeper.records.by_hand import write
from kinkeeper.records.by_hand.write import Values
from kinkeeper.records.models import Group, HandEntry, School
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import BY_NAME
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.events import EVENTS
from kinkeeper.roster.records.kinds.notices import NOTICES
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.entry_forms import AssignmentForm, EventForm, NoticeForm

type EntryForm = NoticeForm | EventForm | AssignmentForm

FORMS: dict[str, type[NoticeForm] | type[EventForm] | type[AssignmentForm]] = {
    NOTICES.name: NoticeForm,
    EVENTS.name: EventForm,
    ASSIGNMENTS.name: AssignmentForm,
}
STEP, EDIT, SEND = "step", "edit", "send"


@needs(Verb.RECORDS_ENTER)
@require_safe
def entries(request: ViewerRequest) -> HttpResponse:
    viewer = request.viewer
    places = [readings.place(viewer, school) for school in readings.schools(viewer)]
    context = {"entries": readings.listed(viewer), "places": places}
    return render(request, "staff/entries/list.html", context)


@needs(Verb.RECORDS_ENTER)
def new_notice(request: ViewerRequest, number: int) -> HttpResponse:
    return _handled(request, lookups.school_to_enter(request, number), NOTICES)


@needs(Verb.RECORDS_ENTER)
def new_event(request: ViewerRequest, number: int) -> HttpResponse:
    return _handled(request, lookups.school_to_enter(request, number), EVENTS)


@needs(Verb.RECORDS_ENTER)
def new_assignment(request: ViewerRequest, number: int) -> HttpResponse:
    return _handled(request, lookups.school_to_enter(request, number), ASSIGNMENTS)


@needs(Verb.RECORDS_ENTER)
def entry(request: ViewerRequest, number: int) -> HttpResponse:
    """Changes what was entered."""
    found = lookups.entry(request, number)
    if found.kind not in FORMS or found.withdrawn_at is not None:
        raise Http404
    return _handled(request, found.school, BY_NAME[found.kind], found)


@needs(Verb.RECORDS_ENTER)
def withdraw(request: ViewerRequest, number: int) -> HttpResponse:
    """Asks once; withdrawn twice is withdrawn once."""
    found = lookups.entry(request, number)
    if request.method != "POST":
        context = {
            "shown": readings.one(request.viewer, found),
            "stay": readings.results_that_stay(found),
        }
        return render(request, "staff/entries/withdraw.html", context)
    stay = readings.results_that_stay(found)
    write.withdraw(request.viewer.actor, found, BY_NAME[found.kind])
    messages.success(request, _withdrawn(stay))
    return redirect("staff:entries")


def _withdrawn(stay: int) -> str:
    if not stay:
        return _("Withdrawn. No parent sees it any more.")
    said = ngettext(
        "Withdrawn. %d result from a file stays: parents go on seeing it, with the title of this "
        "assignment. Withdraw it in the school’s own system.",
        "Withdrawn. %d results from files stay: parents go on seeing them, with the title of this "
        "assignment. Withdraw them in the school’s own system.",
        stay,
    )
    return said % stay


@dataclass(frozen=True)
class Asked:
    """A form of a kind for a school; `entry` is what it changes."""

    kind: Kind
    place: Place
    form: EntryForm
    entry: HandEntry | None = None

    @property
    def template(self) -> str:
        return f"staff/entries/{self.kind.name}.html"


def _handled(
    request: ViewerRequest, school: School, kind: Kind, entry: HandEntry | None = None
) -> HttpResponse:
    """The form, what it comes to before it is sent, or the list with what was sent."""
    place = readings.place(request.viewer, school)
    record: Sourced | None = None
    initial: dict[str, object] = {}
    if entry is not None:
        record = readings.records(entry)[0]
        initial = FORMS[kind.name].of(record, place) | {"version": entry.version}
    data = request.POST if request.method == "POST" else None
    form = FORMS[kind.name](place, data, record=record, initial=initial)
    asked = Asked(kind, place, form, entry)
    if data is None or data.get(STEP) == EDIT:
        return _page(request, asked, status=200)
    values = _values(asked)
    if values is None:
        return _page(request, asked, status=422)
    if data.get(STEP) != SEND:
        return _check(request, asked, values)
    if not _kept(request, asked, values):
        return _page(request, asked, status=422)
    messages.success(request, _("Saved. It is in the list below."))
    return redirect("staff:entries")


def _page(request: ViewerRequest, asked: Asked, *, status: int) -> HttpResponse:
    """What was typed stays."""
    return render(request, asked.template, {"asked": asked, "form": asked.form}, status=status)


def _values(asked: Asked) -> Values | None:
    """What the form comes to; None where something must be corrected, said in the form."""
    if not asked.form.is_valid():
        return None
    try:
        return asked.form.said().values(asked.place.school)
    except Refusal as refusal:
        asked.form.add_error(refusal.field, str(refusal))
        return None


def _check(request: ViewerRequest, asked: Asked, values: Values) -> HttpResponse:
    """Who will see it, and from when, before anything is kept."""
    groups, now = _groups(asked), moment()
    since = max(values.get("published_at", now), now)
    on = values.get("due_on") or values.get("starts_on") or since
    context = {
        "asked": asked,
        "values": values,
        "groups": groups,
        "pupils": readings.count(asked.place.school, groups, on),
        "later": since if since > now else None,
        "again": asked.form.said_again(),
    }
    return render(request, "staff/entries/check.html", context)


def _groups(asked: Asked) -> list[Group]:
    if asked.entry is None:
        return asked.form.chosen()
    return readings.groups_of(asked.entry)


def _kept(request: ViewerRequest, asked: Asked, values: Values) -> bool:
    """Whether it is; if not, the form says why."""
    actor, said = request.viewer.actor, asked.form.cleaned_data
    try:
        if asked.entry is not None:
            write.change(actor, asked.entry, said["version"] or 0, asked.kind, values)
        else:
            whom = write.Audience(asked.place.school, asked.form.chosen())
            write.enter(actor, str(said["token"]), asked.kind, whom, values)
    except Refusal as refusal:
        asked.form.add_error(refusal.field, str(refusal))
        return False
    return True

"""Meetings: what the school offers, and who comes when."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.journal.record import record
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings import call_off, make_offer
from kinkeeper.meetings.clock import zone_of
from kinkeeper.meetings.models import Offer
from kinkeeper.organisations.models import Organisation
from kinkeeper.readings import meetings_of_school
from kinkeeper.readings.meetings_of_school import Row
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.csv_file import as_text, csv_file
from kinkeeper.web.staff.meeting_forms import MoveForm, OfferForm, ReasonForm


@needs(Verb.MEETINGS_OFFER)
@require_safe
def meetings(request: ViewerRequest) -> HttpResponse:
    context = {
        "offers": meetings_of_school.listed(request.viewer),
        "places": meetings_of_school.places(request.viewer),
    }
    return render(request, "staff/meetings/list.html", context)


@needs(Verb.MEETINGS_OFFER)
def new(request: ViewerRequest, number: int) -> HttpResponse:
    """Two steps: what it would be, and then it is."""
    place = lookups.place_of_meetings(request, number)
    pupils = meetings_of_school.pupils_at(request.viewer, place)
    by = request.user.full_name if not request.viewer.is_administrator else ""
    data = request.POST if request.method == "POST" else None
    form = OfferForm(place.name, pupils, data, initial={"with_whom": by})
    if data is not None and form.is_valid() and data.get("step") != "edit":
        answer = _made(request, place, form)
        if answer is not None:
            return answer
    context = {"place": place, "form": form}
    status = 422 if data is not None and data.get("step") != "edit" else 200
    return render(request, "staff/meetings/new.html", context, status=status)


def _made(request: ViewerRequest, place: Organisation, form: OfferForm) -> HttpResponse | None:
    """The times before they are made, or, where these were shown, the meetings. None: refused."""
    wanted = form.wanted()
    try:
        times = make_offer.times_of(place, wanted)
        if form.cleaned_data["shown"] == len(times):
            made = make_offer.make(request.viewer.actor, place, wanted)
            messages.success(request, _("Parents can book these meetings now."))
            return redirect("staff:meeting", made.pk)
    except Refusal as refusal:
        form.add_error(refusal.field, str(refusal))
        return None
    zone = zone_of(Offer(organisation=place))
    context = {
        "place": place,
        "wanted": wanted,
        "pupils": len(wanted.pupils) or len(meetings_of_school.pupils_at(request.viewer, place)),
        "times": [
            [end.astimezone(zone).replace(tzinfo=None) for end in (each.starts_at, each.ends_at)]
            for each in times
        ],
        "zone": zone.key,
        "again": form.said_again(),
    }
    return render(request, "staff/meetings/before.html", context)


@needs(Verb.MEETINGS_OFFER)
@require_safe
def meeting(request: ViewerRequest, number: int) -> HttpResponse:
    """Who comes when."""
    found = lookups.meeting(request, number)
    context = {
        "offer": found,
        "days": meetings_of_school.days(request.viewer, found),
        "may_change": meetings_of_school.may_change(request.viewer, found),
    }
    return render(request, "staff/meetings/meeting.html", context)


HEADINGS = ("date", "from", "to", "student_id", "name", "parent", "noted_by")


@needs(Verb.MEETINGS_OFFER, fresh=Within.QUARTER_HOUR)
@require_safe
def export(request: ViewerRequest, number: int) -> HttpResponse:
    """The same as a file."""
    found = lookups.meeting(request, number)
    days = meetings_of_school.days(request.viewer, found)
    rows = [[as_text(cell) for cell in line] for day in days.values() for row in day
            for line in _lines(row)]  # fmt: skip
    data = {"title": found.title, "meetings": len(rows)}
    at = found.organisation_id
    record(request.viewer.actor, "meeting.exported", organisation_id=at, data=data)
    return csv_file("meetings", [HEADINGS, *rows])


def _lines(row: Row) -> Iterator[list[str]]:
    at = [row.time.day.isoformat(), row.time.starts.strftime("%H:%M"),
          row.time.ends.strftime("%H:%M")]  # fmt: skip
    for each in row.coming:
        parent = each.parent.full_name if each.parent else ""
        child = each.child
        yield [*at, child.sync_key or "", child.full_name, parent, each.entered_by_name]


@needs(Verb.MEETINGS_OFFER)
def withdraw(request: ViewerRequest, number: int) -> HttpResponse:
    """All times of it that are still to come."""
    found = lookups.changeable_meeting(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            make_offer.withdraw(request.viewer.actor, found, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Cancelled. The parents who had booked read why."))
            return redirect("staff:meetings")
    context = {"offer": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/meetings/withdraw.html", context, status=status)


@needs(Verb.MEETINGS_OFFER)
@require_POST
def close(request: ViewerRequest, number: int) -> HttpResponse:
    """A time that no one books, or that can be booked again."""
    slot = lookups.meeting_time(request, number)
    verb = make_offer.close if slot.closed_at is None else make_offer.open_again
    try:
        verb(request.viewer.actor, slot)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("staff:meeting", slot.offer_id)


@needs(Verb.MEETINGS_OFFER)
def cancel(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.booking(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            call_off.call_off(request.viewer.actor, found, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Cancelled. The parent reads why."))
            return redirect("staff:meeting", found.offer_id)
    context = {"booking": found, "time": meetings_of_school.time_of(found), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/meetings/cancel.html", context, status=status)


@needs(Verb.MEETINGS_OFFER)
def move(request: ViewerRequest, number: int) -> HttpResponse:
    found = lookups.booking(request, number)
    times = meetings_of_school.free_times(found.offer)
    form = MoveForm(times, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = next(each.slot for each in times if each.slot.pk == form.cleaned_data["slot"])
        try:
            call_off.move(request.viewer.actor, found, chosen, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Moved. The parent reads it on the home page."))
            return redirect("staff:meeting", found.offer_id)
    context = {
        "booking": found,
        "time": meetings_of_school.time_of(found),
        "form": form,
        "any_free": bool(times),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/meetings/move.html", context, status=status)

"""A parent books a meeting for a child, changes or cancels it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings import book, call_off
from kinkeeper.meetings.models import Booking, Slot
from kinkeeper.people.models import Person
from kinkeeper.readings import children, looks
from kinkeeper.readings import meetings as reading
from kinkeeper.readings.meetings import Held, Meeting
from kinkeeper.web.gate import ViewerRequest, in_view, needs


class Chosen(forms.Form):
    """`booking`: the one that is changed; nothing: it is a new one."""

    slot = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": gettext_lazy("Choose a time.")},
    )
    booking = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


@in_view
@needs(Verb.CHILDREN_SEE)
@require_safe
def meetings(request: ViewerRequest) -> HttpResponse:
    """All of all children: what may be booked, and what is."""
    mine = children.by_person(request.user)
    if not mine:
        raise Http404
    found = reading.of_parent(request.user, mine)
    looks.shows_children(request.viewer, [each.child.id for each in found])
    if request.viewer.views_as is None:
        for held in (held for each in found for held in each.unread):
            call_off.seen(request.viewer.actor, held.booking)
    return render(request, "parents/meetings.html", {"meetings": found})


@in_view
@needs(Verb.CHILDREN_SEE)
def meeting(request: ViewerRequest, number: int, child: int) -> HttpResponse:
    """The times of one, for one child; `?change=17` instead of this booking."""
    mine = children.by_person(request.user)
    found = _meeting(request, mine, number, child)
    person = next(each for each, known in mine.items() if known == found.child)
    form = Chosen(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _booked(request, person, found, form):
        return redirect("parents:meetings")
    if request.method == "POST":  # as it is now: the times may be others
        mine = children.by_person(request.user)
        found = _meeting(request, mine, number, child)
    looks.shows_children(request.viewer, [found.child.id])
    days = reading.choices(request.user, found)
    context = {
        "any_free": any(each.free for times in days.values() for each in times),
        "meeting": found,
        "form": form,
        "changed": _changed(found, form, request.GET.get("change", "")),
        "days": days,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "parents/meeting.html", context, status=status)


@needs(Verb.CHILDREN_SEE)
@require_POST
def cancel(request: ViewerRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    try:
        book.cancel(request.viewer.actor, request.user, found)
        messages.success(request, _("The meeting is cancelled. The time is free again."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("parents:meetings")


def _booked(request: ViewerRequest, child: Person, found: Meeting, form: Chosen) -> bool:
    if not form.is_valid():
        return False
    chosen = _slot(found, form.cleaned_data["slot"])
    before = form.cleaned_data["booking"]
    actor = request.viewer.actor
    try:
        if before is None:
            book.book(actor, request.user, child, chosen)
            messages.success(request, _("Booked. You find it here, and on the day before at home."))
        else:
            book.change(actor, request.user, _own(request, before), chosen)
            messages.success(request, _("Changed. The earlier time is free again."))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _slot(found: Meeting, number: int) -> Slot:
    slot = found.offer.slots.filter(pk=number).first()
    if slot is None:
        raise Http404
    return slot


def _changed(found: Meeting, form: Chosen, asked: str) -> Held | None:
    """The own booking for which another time is chosen."""
    said: Any = form.cleaned_data.get("booking") if form.is_bound and form.is_valid() else None
    wanted = str(said or asked)
    return next((each for each in found.held if str(each.booking.pk) == wanted), None)


def _meeting(
    request: ViewerRequest, mine: dict[Person, children.Child], number: int, child: int
) -> Meeting:
    for each in reading.of_parent(request.user, mine):
        here = each.offer.pk == number and each.child.id == child
        if here and each.offer.withdrawn_at is None:
            return each
    raise Http404


def _own(request: ViewerRequest, number: int) -> Booking:
    """Somebody else's answers like one that never existed."""
    found = reading.one_of(request.user, number) if number < 2**63 else None
    if found is None:
        raise Http404
    return found

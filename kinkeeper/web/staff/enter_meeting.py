"""Someone phones the school and wants a meeting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kinkeeper.access.rules import Verb
from kinkeeper.lib.refusal import Refusal
from kinkeeper.meetings import book
from kinkeeper.meetings.models import Slot
from kinkeeper.people.models import Person
from kinkeeper.readings import meetings_of_school
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.meeting_forms import CallerForm, PhoneForm


@needs(Verb.MEETINGS_OFFER)
def enter(request: ViewerRequest, number: int) -> HttpResponse:
    """Two steps: for whom, and who asked. Of the own child a colleague takes the call."""
    slot = lookups.meeting_time(request, number)
    pupils = meetings_of_school.pupils_of(request.viewer, slot.offer)
    said = request.POST if request.method == "POST" else None
    form = PhoneForm(pupils, said)
    caller = None
    if said is not None and form.is_valid():
        child = next(each for each in pupils if each.pk == form.cleaned_data["child"])
        asked = "caller" in said
        callers = meetings_of_school.callers(request.viewer, child)
        caller = CallerForm(callers, said if asked else None)
        if asked and caller.is_valid() and _entered(request, slot, child, caller):
            return redirect("staff:meeting", slot.offer_id)
    context = {
        "slot": slot,
        "time": meetings_of_school.time_at(slot),
        "form": form,
        "caller": caller,
    }
    status = 200 if said is None or (caller is not None and not caller.is_bound) else 422
    return render(request, "staff/meetings/enter.html", context, status=status)


def _entered(request: ViewerRequest, slot: Slot, child: Person, form: CallerForm) -> bool:
    try:
        book.enter(request.viewer.actor, slot, child, form.called())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Booked. A parent who asked for it sees it, too."))
    return True

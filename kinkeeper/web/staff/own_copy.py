"""A copy of a parent's or a pupil's data, for the office that was asked for one."""

from django.http import HttpResponseBase
from django.shortcuts import render

from kinkeeper.access.rules import Verb
from kinkeeper.families.refusals import Refusal
from kinkeeper.readings.own_copy import make
from kinkeeper.web import own_copy
from kinkeeper.web.fresh_proof import Within
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.staff import lookups
from kinkeeper.web.staff.person_forms import WithReason


@needs(Verb.PEOPLE_EDIT, fresh=Within.QUARTER_HOUR)
def copy(request: ViewerRequest, number: int) -> HttpResponseBase:
    found = lookups.editable_person(request, number)
    form = WithReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make.for_office(request.viewer, found, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return own_copy.answer(made)
    context = {"form": form, "person": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "staff/people/copy.html", context, status=status)

"""A pupil's own school records."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.people.models import Profile
from kinkeeper.readings import own_records
from kinkeeper.readings.pupil_records import KINDS
from kinkeeper.web.child_page.documents import given
from kinkeeper.web.gate import ViewerRequest, signed_in
from kinkeeper.web.pages_of_kind import around, asked

HIGHEST = 2**63 - 1


@signed_in
@require_safe
def records(request: ViewerRequest) -> HttpResponse:
    if request.user.profile != Profile.PUPIL:
        raise Http404
    kind, page = asked(request, KINDS)
    found = own_records.of(request.user, kind, page)
    context = {"kind": kind, "found": found, **around(kind, found)}
    return render(request, "pupils/records.html", context)


@signed_in
@require_safe
def document(request: ViewerRequest, number: int) -> HttpResponse:
    """What is not for this pupil, or not shown now, answers as what never was."""
    is_pupil = request.user.profile == Profile.PUPIL and number <= HIGHEST
    found = own_records.document(request.user, number) if is_pupil else None
    if found is None:
        raise Http404
    return given(*found)

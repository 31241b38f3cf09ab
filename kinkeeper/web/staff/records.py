"""The school records of a pupil, for staff: where each comes from, and whether parents see it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access import entering
from kinkeeper.access.rules import Verb
from kinkeeper.people.models import Profile
from kinkeeper.readings import pupil_records
from kinkeeper.web.gate import ViewerRequest, needs
from kinkeeper.web.pages_of_kind import around, asked
from kinkeeper.web.staff import lookups


@needs(Verb.PEOPLE_SEE)
@require_safe
def of_pupil(request: ViewerRequest, number: int) -> HttpResponse:
    """Not of the own child: what is not published yet, a parent learns from nobody's desk."""
    pupil = lookups.person(request, number)
    lookups.not_own_account(request, pupil.pk)
    if pupil.profile != Profile.PUPIL:
        raise Http404
    kind, page = asked(request, pupil_records.KINDS)
    found = pupil_records.of(request.viewer, pupil, kind, page)
    context = {
        "pupil": pupil,
        "kind": kind,
        "found": found,
        **around(kind, found),
        "may_enter": entering.by_which_group(request.viewer, pupil) is not None,
    }
    return render(request, "staff/people/records.html", context)

"""The first page of staff: what waits for somebody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.intake.models import ImportState
from kinkeeper.organisations import settings
from kinkeeper.people.models import Profile
from kinkeeper.readings import parent_progress
from kinkeeper.readings import people as listed
from kinkeeper.web.gate import StaffRequest, needs


@needs(Verb.PEOPLE_SEE)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """A teacher sees the own pupils; an administrator what is to be done."""
    viewer = request.viewer
    if viewer.profile == Profile.TEACHER:
        pupils = listed.find(viewer, listed.Wanted(profile=Profile.PUPIL))
        return render(request, "staff/home_teacher.html", {"found": pupils})
    context = {
        "counts": parent_progress.counts(viewer),
        "planned": scopes.imports(viewer).filter(state=ImportState.PLANNED)[:5],
        "parent_login": settings.get("parent_login"),
        "may_switch": may(viewer, Verb.SETTINGS_CHANGE),
    }
    return render(request, "staff/home.html", context)

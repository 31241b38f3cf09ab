"""The first page of staff: what is to be done, and for teachers the own pupils."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.access.rules import Verb
from kinkeeper.messaging import school_says
from kinkeeper.organisations.models import Organisation
from kinkeeper.people.models import Profile
from kinkeeper.readings import absence_reports, own_pupils, parent_progress, to_do
from kinkeeper.web.context import counted
from kinkeeper.web.gate import ViewerRequest, needs

NOT_REACHED = "not-reached"


@needs(Verb.PEOPLE_SEE)
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """A teacher sees the own pupils; an administrator what is to be done."""
    if request.viewer.is_administrator:
        return _administrator(request)
    if request.viewer.profile == Profile.TEACHER:
        return _teacher(request)
    raise Http404


def _administrator(request: ViewerRequest) -> HttpResponse:
    counts = parent_progress.counts(request.viewer)
    waiting = to_do.waiting(request.viewer)
    counted(request, waiting.questions)
    context = {
        "counts": counts,
        "steps": to_do.first_steps(request.viewer, counts),
        "waiting": waiting,
        "messages_are_on": school_says.anywhere(),
    }
    return render(request, "staff/home.html", context)


def _teacher(request: ViewerRequest) -> HttpResponse:
    not_reached, page = request.GET.get("only") == NOT_REACHED, request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    classes = own_pupils.classes(request.viewer)
    chosen = next((each for each in classes if str(each.pk) == request.GET.get("class")), None)
    found = own_pupils.find(request.viewer, not_reached=not_reached, page=number, of_class=chosen)
    context = {
        "found": found,
        "classes": classes,
        "chosen": chosen,
        "rest": _rest(chosen, not_reached=not_reached),
        "absences": absence_reports.waiting(request.viewer),
        "counts": parent_progress.counts(request.viewer),
        "not_reached": not_reached,
    }
    return render(request, "staff/home_teacher.html", context)


def _rest(chosen: Organisation | None, *, not_reached: bool) -> str:
    """What stays chosen on another page of the list."""
    kept = {"only": NOT_REACHED} if not_reached else {}
    if chosen is not None:
        kept["class"] = str(chosen.pk)
    return f"&{urlencode(kept)}" if kept else ""

"""The right home for everybody, and the plain answers for machines."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kinkeeper.people.models import Person, Profile
from kinkeeper.readings.children import adults_of
from kinkeeper.web.gate import StaffRequest, for_everybody, signed_in

HOMES = {Profile.PARENT: "parents:children", Profile.PUPIL: "entry:me"}


@for_everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not isinstance(person, Person):
        return redirect("entry:sign-in")
    return redirect(HOMES.get(Profile(person.profile), "staff:home"))


@for_everybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@signed_in
@require_safe
def pupil(request: StaffRequest) -> HttpResponse:
    """A pupil's own page: which adults see the school life."""
    if request.user.profile != Profile.PUPIL:
        raise Http404
    return render(request, "pupils/me.html", {"adults": adults_of(request.user)})

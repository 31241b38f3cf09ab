"""The right home for everybody, and the plain answers for machines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import Hat
from kinkeeper.web import half_way, hats
from kinkeeper.web.gate import for_everybody

HOMES = {
    Profile.SYSTEM_ADMINISTRATOR: "staff:home",
    Profile.SCHOOL_ADMINISTRATOR: "staff:home",
    Profile.TEACHER: "staff:home",
    Profile.PUPIL: "pupils:me",
    Profile.PARENT: "parents:children",
}


@for_everybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.user
    if not isinstance(person, Person):
        return redirect("entry:sign-in" if half_way.of(request) is None else "entry:second-step")
    profile = Profile.PARENT if hats.worn(request, person) == Hat.PARENT else person.profile
    return redirect(HOMES[Profile(profile)])


@for_everybody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")

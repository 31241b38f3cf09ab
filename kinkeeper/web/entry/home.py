"""The right home for everybody, and the plain answers for machines."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.vocabulary import Hat
from kinkeeper.web import half_way, hats
from kinkeeper.web.gate import for_everybody, in_view

PLAIN = "text/plain; charset=utf-8"
GOOD_FOR = timedelta(days=180)  # what security.txt says
HOMES = {
    Profile.SYSTEM_ADMINISTRATOR: "staff:home",
    Profile.SCHOOL_ADMINISTRATOR: "staff:home",
    Profile.TEACHER: "staff:home",
    Profile.PUPIL: "pupils:me",
    Profile.PARENT: "parents:children",
}


@in_view
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
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type=PLAIN)


@for_everybody
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a security problem (RFC 9116), where the site says so."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + GOOD_FOR).replace(microsecond=0).isoformat()
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        f"Canonical: {settings.URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)

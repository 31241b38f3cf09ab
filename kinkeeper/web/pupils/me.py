"""A pupil's own page: which adults see the school life."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinkeeper.people.models import Profile
from kinkeeper.readings.children import adults_of
from kinkeeper.web.gate import ViewerRequest, signed_in


@signed_in
@require_safe
def me(request: ViewerRequest) -> HttpResponse:
    if request.user.profile != Profile.PUPIL:
        raise Http404
    return render(request, "pupils/me.html", {"adults": adults_of(request.user)})

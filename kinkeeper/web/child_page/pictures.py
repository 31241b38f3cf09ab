"""A picture of a school's own words."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from kinkeeper.parent_features.pictures import MEDIA_TYPE
from kinkeeper.readings import layouts
from kinkeeper.web.gate import ViewerRequest, in_view, signed_in

HIGHEST = 2**63 - 1


@in_view
@signed_in
@require_safe
def one(request: ViewerRequest, number: int) -> HttpResponse:
    found = layouts.picture(request.viewer, number) if number <= HIGHEST else None
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="picture.jpg"'
    return answer

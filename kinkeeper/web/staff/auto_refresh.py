"""Progress without JavaScript: a page that asks for itself again until somebody says not to."""

from django.http import HttpRequest, HttpResponse


def look_again(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    """A header and no element: whoever reads slowly can stop it with `?still` (WCAG 2.2.2)."""
    if "still" not in request.GET:
        response.headers["Refresh"] = str(seconds)
    return response

"""Writes into the journal whom a page showed, before it leaves (`readings.looks`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kinkeeper.access.viewer import Viewer
from kinkeeper.readings import looks, sweeps
from kinkeeper.web.errors import too_many_children


class Looks:
    """An answer that leads elsewhere, or refuses, shows nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        viewer: Viewer | None = getattr(request, "viewer", None)
        where = request.resolver_match
        status = response.status_code
        if viewer is not None and where is not None and _shows(status):
            if (request.method != "POST" or _shows_again(status)) and sweeps.is_one_too_many(
                viewer
            ):
                viewer.seen.clear()
                return too_many_children(request)
            name, numbers = where.url_name or where.route, where.kwargs
            alone = name.partition("-")[0] == "person" and numbers.keys() == {"number"}
            looks.write(viewer, name, page_of=numbers["number"] if alone else None)
        return response


def _shows(status: int) -> bool:
    return status < 300 or _shows_again(status)


def _shows_again(status: int) -> bool:
    """A form that was refused stands there again, with whom it is about."""
    return status in {409, 422}

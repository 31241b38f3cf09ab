"""The product's addresses, and one more: the peer of P11, a view that asks two queries and answers.

It passes the product's own server and middleware, as whoever is not signed in."""

from django.db import connection
from django.http import HttpRequest, HttpResponse  # noqa: TID251  # a peer of our pages
from django.urls import path

from kinkeeper.urls import handler400, handler403, handler404, handler500
from kinkeeper.urls import urlpatterns as own
from kinkeeper.web.gate import for_everybody

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@for_everybody
def bare(_request: HttpRequest, number: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_organisation WHERE id = %s", [number])
        places = cursor.fetchone()
        cursor.execute("SELECT given_name FROM people_person WHERE id = %s", [number])
        person = cursor.fetchone()
    return HttpResponse(f"{places} {person}")


urlpatterns = [path("bare/<int:number>/", bare), *own]

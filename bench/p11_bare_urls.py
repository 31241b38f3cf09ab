"""The peer of P11: a view that reads a session and a person, two queries, and answers."""

from django.db import connection
from django.http import HttpRequest, HttpResponse  # noqa: TID251  # a peer of our pages
from django.urls import path


def bare(request: HttpRequest, number: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_sessionowner WHERE person_id = %s", [number])
        sessions = cursor.fetchone()
        cursor.execute("SELECT given_name FROM people_person WHERE id = %s", [number])
        person = cursor.fetchone()
    return HttpResponse(f"{sessions} {person}")


urlpatterns = [path("<int:number>/", bare)]

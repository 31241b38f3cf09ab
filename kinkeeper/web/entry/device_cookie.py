"""The cookie of a known device; what it holds and is worth is told in
`credentials.known_devices`."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kinkeeper.access.sign_in import active
from kinkeeper.accounts.second_step import factors_of
from kinkeeper.credentials import known_devices
from kinkeeper.people.models import Person


def marks(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")


def remember(request: HttpRequest, response: HttpResponse, person: Person) -> HttpResponse:
    """The response, which also makes this device known to be the person's."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        known_devices.marked(marks(request), person),
        max_age=known_devices.LIFE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def remember_before_second_step(
    request: HttpRequest, response: HttpResponse, person: Person
) -> HttpResponse:
    """The same for who has not come in yet, by a link or a code: where there is a second step, that
    says first whose device it is. A mailbox is no phone."""
    return response if factors_of(person).any else remember(request, response, person)


def is_of(request: HttpRequest, number: int) -> bool:
    """Whether the person of this internal ID has signed in from here."""
    person = active(number)
    return bool(known_devices.known(marks(request), [] if person is None else [person]))

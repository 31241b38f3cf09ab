"""Somebody has shown a password, a code or a passkey: in they come, or one step further."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from kinkeeper.access.sign_in import begin_session
from kinkeeper.access.sign_in_steps import Step, step_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person
from kinkeeper.web import half_way
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import device_cookie

SECOND_STEP = "entry:second-step"


def after_first_step(request: HttpRequest, person: Person, after: str) -> HttpResponse:
    """The page wanted, or the one that asks for the second step."""
    if step_for(person) == Step.NOTHING:
        return enter(request, person, HttpResponseRedirect(after))
    half_way.begin(request, person, after)
    return redirect(SECOND_STEP)


def enter(request: HttpRequest, person: Person, response: HttpResponse) -> HttpResponse:
    """All steps are done: the response, with which the session is the person's."""
    half_way.end(request)
    begin_session(request, person)
    record(oneself(request, person), "session.started", person_id=person.pk)
    return device_cookie.remember(request, response, person)


def oneself(request: HttpRequest, person: Person) -> Actor:
    return Actor(person.pk, person.full_name, origin_of(request))

"""Somebody has shown a password, a code or a passkey: in they come, or one step further."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from kinkeeper.access import new_place
from kinkeeper.access.sign_in import begin_session
from kinkeeper.access.sign_in_steps import Step, step_for
from kinkeeper.accounts import parent_rule, providers
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.models import NEW_PLACE
from kinkeeper.journal.record import deny, record
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web import half_way
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import device_cookie
from kinkeeper.web.half_way import HalfWay

SECOND_STEP = "entry:second-step"


def after_first_step(
    request: HttpRequest,
    person: Person,
    after: str,
    how: SignedInBy = SignedInBy.PASSWORD,
    *,
    own_device: bool = False,
) -> HttpResponse:
    """The page wanted, or the one that asks for the second step; or the one that says with what
    parents sign in here."""
    if not parent_rule.opens(person, how):
        return another_way(request, person)
    if step_for(person) == Step.NOTHING:
        page = HttpResponseRedirect(after)
        return enter(request, person, page, how, own_device=own_device)
    half_way.begin(request, person, after, own_device=own_device)
    return redirect(SECOND_STEP)


def another_way(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody showed is good, and the school asks parents for something else."""
    deny(oneself(request, person), "session.another-way", person_id=person.pk)
    fitting = [each for each in providers.everyone() if providers.is_for(each, person)]
    return render(request, "entry/another_way.html", {"providers": fitting}, status=403)


def after_second_step(
    request: HttpRequest, here: HalfWay, how: SignedInBy, page: HttpResponse | None = None
) -> HttpResponse:
    """The page wanted at first, unless another comes before it."""
    response = page or HttpResponseRedirect(here.after)
    return enter(request, here.person, response, how, own_device=here.own_device)


def enter(
    request: HttpRequest,
    person: Person,
    response: HttpResponse,
    how: SignedInBy,
    *,
    own_device: bool = False,
) -> HttpResponse:
    """All steps are done: the response, with which the session is the person's."""
    half_way.end(request)
    new = new_place.is_new(person, device_cookie.marks(request), origin_of(request))
    begin_session(request, person, how, own_device=own_device)
    record(oneself(request, person), "session.started", person_id=person.pk)
    if new:
        record(oneself(request, person), NEW_PLACE, person_id=person.pk)
    return device_cookie.remember(request, response, person)


def oneself(request: HttpRequest, person: Person) -> Actor:
    return Actor(person.pk, person.full_name, origin_of(request))

"""Coming in with a passkey: alone, for it is a device and what unlocks it, or as second step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kinkeeper.access.sign_in import may_enter
from kinkeeper.access.sign_in_steps import Step
from kinkeeper.accounts import parent_rule
from kinkeeper.credentials.throttle import PASSKEY_ADDRESS, network
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.people.resting import rests
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import come_in, passkey_form
from kinkeeper.web.entry.half_way_in import at
from kinkeeper.web.entry.sign_in import own_address
from kinkeeper.web.gate import for_everybody
from kinkeeper.web.half_way import HalfWay


@for_everybody
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    return passkey_form.options_for_showing(request, None)


@for_everybody
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """One sentence for every failure: nobody learns whose a passkey is."""
    origin = origin_of(request)
    near = network(origin)
    if not PASSKEY_ADDRESS.used_up(near):
        passkey = passkey_form.shown(request, None)
        if passkey is not None and _comes_in(passkey.person, origin):
            if not parent_rule.opens(passkey.person, SignedInBy.PASSKEY):
                return come_in.another_way(request, passkey.person)
            after = own_address(request, request.POST.get("next", ""))
            page = HttpResponseRedirect(after)
            return come_in.enter(request, passkey.person, page, SignedInBy.PASSKEY)
        if passkey is None:
            PASSKEY_ADDRESS.count(near)
            deny(Actor(None, SOMEBODY, origin), "session.refused", data={"name": "passkey"})
    messages.error(request, _("That did not work. Try again, or use your password."))
    return redirect("entry:sign-in")


@at(Step.SHOW)
@require_POST
def second_step_options(request: HttpRequest, here: HalfWay) -> HttpResponse:
    return passkey_form.options_for_showing(request, here.person)


@at(Step.SHOW)
@require_POST
def second_step(request: HttpRequest, here: HalfWay) -> HttpResponse:
    near = network(origin_of(request))
    if not PASSKEY_ADDRESS.used_up(near):
        if passkey_form.shown(request, here.person) is not None:
            return come_in.after_second_step(request, here, SignedInBy.PASSKEY)
        PASSKEY_ADDRESS.count(near)
        deny(come_in.oneself(request, here.person), "factor.refused", person_id=here.person.pk)
    messages.error(request, _("That did not work. Try again, or use another way below."))
    return redirect(come_in.SECOND_STEP)


def _comes_in(person: Person, origin: str) -> bool:
    if rests(person):
        deny(Actor(person.pk, person.full_name, origin), "session.resting", person_id=person.pk)
        return False
    return may_enter(person)

"""Coming in through an identity provider, and what follows when somebody comes back from there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kinkeeper.access.provider_sign_in import come
from kinkeeper.access.sign_in import may_enter
from kinkeeper.accounts import identities, providers
from kinkeeper.accounts.oidc.ask import Away
from kinkeeper.accounts.oidc.id_token import Claims, Untrue
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.credentials.throttle import PROVIDER_ADDRESS, network
from kinkeeper.journal.actor import SOMEBODY, Actor
from kinkeeper.journal.record import deny
from kinkeeper.people.models import Person
from kinkeeper.people.resting import rests
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import SignedInBy
from kinkeeper.web import fresh_proof
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.entry import come_in, provider_trip, throttle_words
from kinkeeper.web.entry.provider_trip import Trip
from kinkeeper.web.entry.sign_in import own_address
from kinkeeper.web.gate import ViewerRequest, for_everybody, just_proved, signed_in

SECURITY, PROVE, SIGN_IN = "entry:security", "entry:prove", "entry:sign-in"


@for_everybody
@require_POST
def sign_in(request: HttpRequest, number: int) -> HttpResponse:
    _provider(number)
    after = own_address(request, request.POST.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(after)
    minutes = PROVIDER_ADDRESS.minutes(network(origin_of(request)))
    if minutes:
        messages.error(request, throttle_words.too_many(minutes))
        return redirect(SIGN_IN)
    return _off(request, number, provider_trip.SIGN_IN, after)


@just_proved
@require_POST
def link(request: ViewerRequest, number: int) -> HttpResponse:
    provider = _provider(number)
    if not providers.is_for(provider, request.user):
        raise Http404
    return _off(request, number, provider_trip.LINK, reverse(SECURITY))


@signed_in
@require_POST
def prove(request: ViewerRequest, number: int) -> HttpResponse:
    mine = [each.pk for each, identity in identities.ways_of(request.user) if identity is not None]
    if number not in mine:
        raise Http404
    after = own_address(request, request.POST.get("next", ""))
    return _off(request, number, provider_trip.PROVE, after)


@just_proved
@require_POST
def unlink(request: ViewerRequest, number: int) -> HttpResponse:
    try:
        if not identities.unlink(request.viewer.actor, request.user, number):
            raise Http404
    except identities.LastWay:
        messages.error(
            request,
            _("This is your only way to sign in. Add a passkey or choose a password first."),
        )
    else:
        messages.success(request, _("You can no longer sign in that way."))
    return redirect(SECURITY)


@for_everybody
@require_safe
@sensitive_variables("claims")
def back(request: HttpRequest, number: int) -> HttpResponse:
    """What stands in the address is worth nothing without what this browser kept."""
    provider = _provider(number)
    trip = provider_trip.taken(request, number)
    if trip is None:
        return render(request, "entry/provider_again.html", status=400)
    try:
        claims = provider_trip.claims(request, provider, trip)
    except Untrue as untrue:
        near = network(origin_of(request))
        PROVIDER_ADDRESS.count(near)
        about = {"provider": provider.name, "why": untrue.code}
        deny(Actor(None, SOMEBODY, origin_of(request)), "provider.untrue", data=about)
        claims = None
    except (Away, providers.BrokenSecret) as error:
        return _away(request, provider, error)
    if claims is None:
        name = alone(provider.name)
        messages.error(request, _("You are not signed in through %s. Try again.") % name)
        return redirect(SECURITY if trip.person else SIGN_IN)
    return _came(request, provider, trip, claims)


def _came(
    request: HttpRequest, provider: IdentityProvider, trip: Trip, claims: Claims
) -> HttpResponse:
    person = request.user
    if isinstance(person, Person):
        actor = come_in.oneself(request, person)
        if trip.purpose == provider_trip.LINK:
            return _linked(request, actor, person, provider, claims)
        return _proved(request, person, trip, claims)
    origin = origin_of(request)
    came = come(origin, provider, claims)
    if came.merged_into is not None:
        context = {"username": came.merged_into.username}
        return render(request, "entry/provider_merged.html", context, status=403)
    if came.person is None:
        deny(Actor(None, SOMEBODY, origin), "provider.stranger", data={"provider": provider.name})
        return render(request, "entry/provider_unknown.html", {"provider": provider}, status=403)
    return _in(request, came.person, provider, trip, claims)


def _in(
    request: HttpRequest, person: Person, provider: IdentityProvider, trip: Trip, claims: Claims
) -> HttpResponse:
    if rests(person):
        deny(come_in.oneself(request, person), "session.resting", person_id=person.pk)
        messages.error(
            request,
            _(
                "No one has used this account for a long time, so it rests. Ask an administrator "
                "to wake your account."
            ),
        )
        return redirect(SIGN_IN)
    if not may_enter(person):
        return render(request, "entry/provider_closed.html", status=403)
    if claims.says(provider.second_step):
        page = HttpResponseRedirect(trip.after)
        answer = come_in.enter(request, person, page, SignedInBy.PROVIDER)
    else:
        answer = come_in.after_first_step(request, person, trip.after, SignedInBy.PROVIDER)
    if request.user.is_authenticated:
        # an open session there shows nobody; it counts from when they last showed who they are
        fresh_proof.proved_at(request, claims.signed_in_at or 0)
    return answer


def _linked(
    request: HttpRequest, actor: Actor, person: Person, provider: IdentityProvider, claims: Claims
) -> HttpResponse:
    name = alone(provider.name)
    try:
        if not providers.is_for(provider, person):
            raise identities.Taken
        identities.link(actor, person, provider, claims)
    except identities.Taken:
        about = {"provider": provider.name, "why": "taken"}
        deny(actor, "identity.refused", person_id=person.pk, data=about)
        messages.error(
            request, _("This account at %s is not yours here. Ask the school office.") % name
        )
    except identities.HasOne:
        messages.error(
            request, _("You have another account at %s already. Remove it here first.") % name
        )
    else:
        messages.success(request, _("You can now sign in with %s.") % name)
    return redirect(SECURITY)


def _proved(request: HttpRequest, person: Person, trip: Trip, claims: Claims) -> HttpResponse:
    mine = {(each.issuer, each.subject) for each in identities.of(person)}
    if (claims.issuer, claims.subject) in mine:
        fresh_proof.prove_again(request)
        return HttpResponseRedirect(trip.after)
    messages.error(request, _("That was another account. Try again."))
    return redirect(reverse(PROVE, query={"next": trip.after}))


def _off(request: HttpRequest, number: int, purpose: str, after: str) -> HttpResponse:
    provider = _provider(number)
    try:
        return provider_trip.begin(request, provider, purpose, after)
    except (Away, providers.BrokenSecret) as error:
        return _away(request, provider, error)


def _away(
    request: HttpRequest, provider: IdentityProvider, error: Away | providers.BrokenSecret
) -> HttpResponse:
    """One sentence for whoever comes; why stands in the journal, for who runs the site."""
    code = error.code if isinstance(error, Away) else "secret"
    about = {"provider": provider.name, "why": code}
    deny(Actor(None, SOMEBODY, origin_of(request)), "provider.away", data=about)
    messages.error(
        request,
        _("%s does not answer as it should. Try again later, or sign in another way.")
        % alone(provider.name),
    )
    return redirect(SECURITY if request.user.is_authenticated else SIGN_IN)


def _provider(number: int) -> IdentityProvider:
    provider = providers.by_number(number)
    if provider is None:
        raise Http404
    return provider

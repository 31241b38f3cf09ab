"""A browser is sent to an identity provider and comes back: what is kept of it in the session.

Each way has its own state; a few may be under way at once, in several tabs. What is taken out is
gone: nobody comes back twice.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from kinkeeper.accounts import providers
from kinkeeper.accounts.oidc import round_trip
from kinkeeper.accounts.oidc.id_token import CLOCKS, Claims, Untrue
from kinkeeper.accounts.oidc.round_trip import Client, Secrets
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.lib import link_tokens

KEPT = "provider-trips"
LASTS = 15 * 60  # seconds
MOST = 5
SIGN_IN, LINK, PROVE = "sign-in", "link", "prove"


@dataclass(frozen=True)
class Trip:
    """`person` is who was signed in as it began (None: nobody), `since` in seconds since 1970."""

    provider: int
    purpose: str
    person: int | None
    after: str
    since: int
    secrets: Secrets


def begin(
    request: HttpRequest, provider: IdentityProvider, purpose: str, after: str
) -> HttpResponse:
    """The page that leads there. A form may not be answered with a foreign address, as the policy
    of our pages says; so the browser goes on by itself. Raises `Away`, `BrokenSecret`."""
    drawn = Secrets.draw()
    there = round_trip.address(_client(provider), drawn, ask_again=purpose != SIGN_IN)
    person = request.user.pk if request.user.is_authenticated else None
    trip = Trip(provider.pk, purpose, person, after, int(time.time()), drawn)
    others = [each for each in request.session.get(KEPT, []) if isinstance(each, dict)]
    request.session[KEPT] = [*others, asdict(trip)][-MOST:]
    page = render(request, "entry/to_provider.html", {"there": there, "provider": provider})
    page.headers["Refresh"] = f"0; url={there}"
    return page


def taken(request: HttpRequest, number: int) -> Trip | None:
    """The way whose end this request is; None for one that did not begin in this browser, or for
    somebody else, or too long ago. It can be taken once."""
    state = request.GET.get("state", "")
    trips = [_read(each) for each in request.session.get(KEPT, [])]
    mine = [each for each in trips if each and constant_time_compare(each.secrets.state, state)]
    if not mine or not state:
        return None
    [trip] = mine
    request.session[KEPT] = [asdict(each) for each in trips if each and each != trip]
    if trip.provider != number or time.time() - trip.since > LASTS:
        return None
    now = request.user.pk if request.user.is_authenticated else None
    return trip if trip.person == now else None


def claims(request: HttpRequest, provider: IdentityProvider, trip: Trip) -> Claims | None:
    """What the provider says of who has come back; None where they did not sign in there. Raises
    `Untrue`, `Away`, `BrokenSecret`."""
    if "error" in request.GET:
        return None
    told = round_trip.returned(
        _client(provider),
        trip.secrets,
        code=request.GET.get("code", ""),
        issuer=request.GET.get("iss"),
    )
    if trip.purpose == PROVE and (told.signed_in_at or 0) < trip.since - CLOCKS:
        raise Untrue("auth_time")  # an open session there shows nobody
    return told


def back(provider: IdentityProvider) -> str:
    """The address to be registered with the provider."""
    return link_tokens.to("entry:provider-back", provider.pk)


def _client(provider: IdentityProvider) -> Client:
    return providers.client_of(provider, back(provider))


def _read(kept: Mapping[str, Any]) -> Trip | None:
    try:
        return Trip(**{**kept, "secrets": Secrets(**kept["secrets"])})
    except (KeyError, TypeError):
        return None

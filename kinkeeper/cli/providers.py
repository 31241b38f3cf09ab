"""Identity providers on the command line."""

import argparse
import sys
from typing import Any

from kinkeeper.access.rules import Verb
from kinkeeper.access.viewer import Viewer
from kinkeeper.accounts import providers
from kinkeeper.accounts.provider_models import IdentityProvider
from kinkeeper.accounts.providers import Wanted
from kinkeeper.cli.actor import allowed, viewer_of
from kinkeeper.cli.output import Exit, Refused, put, put_json, put_table
from kinkeeper.lib import link_tokens


def list_providers(chosen: argparse.Namespace) -> int:
    _viewer(chosen)
    found = [_described(each) for each in providers.everyone()]
    if chosen.json:
        put_json(found)
    else:
        rows = [(each["name"], each["issuer"], each["for"], each["claim"] or "–") for each in found]
        put_table(["Provider", "Issuer", "For", "Claim"], rows)
    return Exit.DONE


def add_provider(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    wanted = _wanted(chosen, {"scope": "openid", "claim": "", "second_step": ""})
    try:
        made = providers.add(viewer.actor, wanted)
    except providers.Refusal as refusal:
        raise Refused("not-set-up", f"{refusal.field}: {refusal}") from refusal
    return _answer(made, chosen)


def edit_provider(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    found = _one(chosen)
    kept = ("issuer", "client_id", "audience", "scope", "claim", "second_step")
    wanted = _wanted(chosen, {name: getattr(found, name) for name in kept})
    try:
        providers.change(viewer.actor, found, wanted)
    except providers.Refusal as refusal:
        raise Refused("not-set-up", f"{refusal.field}: {refusal}") from refusal
    return _answer(found, chosen)


def remove_provider(chosen: argparse.Namespace) -> int:
    viewer = _viewer(chosen)
    found = _one(chosen)
    name = found.name
    try:
        gone = providers.remove(viewer.actor, found)
    except providers.Refusal as refusal:
        raise Refused("in-use", str(refusal)) from refusal
    if chosen.json:
        put_json({"removed": name, "accounts": gone})
    else:
        put(f"{name} has been removed, with the accounts of {gone} people there.")
    return Exit.DONE


def _viewer(chosen: argparse.Namespace) -> Viewer:
    viewer = viewer_of(chosen)
    allowed(viewer, Verb.SETTINGS_CHANGE)
    return viewer


def _one(chosen: argparse.Namespace) -> IdentityProvider:
    for provider in providers.everyone():
        if provider.name == chosen.name:
            return provider
    raise Refused("unknown-provider", f"There is no identity provider {chosen.name}.")


def _wanted(chosen: argparse.Namespace, otherwise: dict[str, str]) -> Wanted:
    typed = vars(chosen)
    said = {
        name: typed[name]
        for name in ("issuer", "client_id", "audience", "scope", "claim", "second_step")
        if typed[name] is not None
    }
    secret = sys.stdin.read() if chosen.secret_stdin else None
    return Wanted(name=chosen.name, secret=secret, **{**otherwise, **said})


def _described(provider: IdentityProvider) -> dict[str, Any]:
    """The shape that all of them print; the secret is in none of it."""
    return {
        "name": provider.name,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "has_secret": provider.sealed_secret is not None,
        "for": provider.audience,
        "scope": provider.scope,
        "claim": provider.claim,
        "second_step": provider.second_step,
        "redirect_address": link_tokens.to("entry:provider-back", provider.pk),
    }


def _answer(provider: IdentityProvider, chosen: argparse.Namespace) -> int:
    provider.refresh_from_db()
    document = _described(provider)
    if chosen.json:
        put_json(document)
    else:
        put(f"{provider.name}: register this redirect address with the provider:")
        put(document["redirect_address"])
    return Exit.DONE

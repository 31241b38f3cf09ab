"""What a provider says of itself: its addresses and its keys, kept by this process for a while."""

import time
from dataclasses import dataclass
from typing import Any

from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from kinkeeper.accounts.oidc.ask import Away, ask
from kinkeeper.accounts.oidc.places import BadPlace, within

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT = 10 * 60.0  # seconds
KEYS_AGAIN = 30.0  # seconds before keys are asked for again because one was not among them
KINDS: dict[str, type[RSAKey] | type[ECKey] | type[OKPKey]] = {
    "RSA": RSAKey,
    "EC": ECKey,
    "OKP": OKPKey,
}
MOST_KEYS = 50
LEAST_BITS = 2048  # of an RSA key


@dataclass(frozen=True)
class Description:
    """`names_itself`: its answers say who it is (RFC 9207), and must."""

    issuer: str
    sign_in: str
    token: str
    keys: str
    with_basic: bool
    names_itself: bool


_described: dict[str, tuple[float, Description]] = {}
_keys: dict[str, tuple[float, KeySet]] = {}


def describe(issuer: str) -> Description:
    """Raises `Away`; beside its codes `other-issuer`, `other-host`, `not-encrypted`,
    `bad-address` and `no-pkce`."""
    found = _described.get(issuer)
    if found is not None and time.monotonic() - found[0] < KEPT:
        return found[1]
    status, told = ask(issuer.rstrip("/") + WELL_KNOWN)
    if status != 200:
        raise Away("status")
    description = _read(issuer, told)
    _described[issuer] = (time.monotonic(), description)
    return description


def keys_of(description: Description, *, again: bool = False) -> KeySet:
    """Its public keys for signatures. `again`: one was missing, and may be new. Raises `Away`."""
    found = _keys.get(description.keys)
    longest = KEYS_AGAIN if again else KEPT
    if found is not None and time.monotonic() - found[0] < longest:
        return found[1]
    status, told = ask(description.keys)
    listed = told.get("keys")
    if status != 200 or not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise Away("unreadable")
    keys = KeySet([key for each in listed for key in _usable(each)])
    _keys[description.keys] = (time.monotonic(), keys)
    return keys


def forget() -> None:
    """What was told before is asked for again."""
    _described.clear()
    _keys.clear()


def _read(issuer: str, told: dict[str, Any]) -> Description:
    if told.get("issuer") != issuer:
        raise Away("other-issuer")
    methods = told.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise Away("no-pkce")
    how = told.get("token_endpoint_auth_methods_supported")
    try:
        return Description(
            issuer,
            within(issuer, told.get("authorization_endpoint")),
            within(issuer, told.get("token_endpoint")),
            within(issuer, told.get("jwks_uri")),
            with_basic=not isinstance(how, list) or "client_secret_basic" in how,
            names_itself=told.get("authorization_response_iss_parameter_supported") is True,
        )
    except BadPlace as error:
        raise Away(error.code) from error


def _usable(told: object) -> list[RSAKey | ECKey | OKPKey]:
    """The public key, unless it is for something else or too short; secret ones are no key of
    a provider's."""
    if not isinstance(told, dict) or told.get("use", "sig") != "sig":
        return []
    kind = KINDS.get(str(told.get("kty")))
    if kind is None:
        return []
    try:
        key = kind.import_key(told)
        if isinstance(key, RSAKey) and key.public_key.key_size < LEAST_BITS:
            return []
    except Exception:  # noqa: BLE001  # a parser of strangers' bytes fails in any way
        return []
    return [key]

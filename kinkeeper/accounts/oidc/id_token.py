"""The signed token that says who has come: its signature, and all that it must say."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import InvalidKeyIdError

from kinkeeper.accounts.oidc.description import Description, keys_of

# Signatures that only the provider can make: no `none`, and nothing with a shared secret.
SIGNED_WITH = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    "Ed25519",
)  # fmt: skip
CLOCKS = 60  # seconds by which two may differ
OLDEST = 10 * 60  # seconds since it was made
LONGEST = 32_000  # characters
SUBJECT = 255  # characters, by the standard


class Untrue(Exception):
    """The token is not good; `code` says why: `signature`, or the claim that is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a provider says of who has come. `signed_in_at` is in seconds since 1970, if it says."""

    issuer: str
    subject: str
    signed_in_at: int | None
    all: Mapping[str, Any]

    def says(self, values: str) -> bool:
        """Whether `acr` or `amr` is one of these, with blanks between."""
        methods = self.all.get("amr")
        said = [self.all.get("acr"), *(methods if isinstance(methods, list) else [])]
        return any(isinstance(each, str) and each in values.split() for each in said)


def claims_in(
    token: object,
    description: Description,
    *,
    client_id: str,
    nonce: str,
    access_token: object = None,
) -> Claims:
    """Raises `Untrue`, and `Away` where the keys cannot be had."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise Untrue("unreadable")
    read = _signed(token, description)
    claims = dict(read.claims)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT or "\0" in subject:
        raise Untrue("sub")
    params = {"client_id": client_id, "nonce": nonce}
    if isinstance(access_token, str):
        params["access_token"] = access_token
    needed = {
        "iss": {"essential": True, "value": description.issuer},
        "aud": {"essential": True, "value": client_id},
    }
    try:
        CodeIDToken(claims, read.header, needed, params).validate(leeway=CLOCKS)
    except Exception as error:  # what strangers sign may be of any type
        raise Untrue(str(getattr(error, "claim", "") or "unreadable")) from error
    if not nonce or claims.get("nonce") != nonce:
        raise Untrue("nonce")
    made = claims["iat"]
    if not isinstance(made, int | float) or not -CLOCKS <= time.time() - made <= OLDEST:
        raise Untrue("iat")
    at = claims.get("auth_time")
    return Claims(description.issuer, subject, int(at) if at is not None else None, claims)


def _signed(token: str, description: Description) -> jwt.Token:
    registry = jws.JWSRegistry(algorithms=list(SIGNED_WITH), strict_check_header=False)
    for again in (False, True):
        keys = keys_of(description, again=again)
        try:
            return jwt.decode(token, keys, registry=registry)
        except InvalidKeyIdError:
            continue
        except Exception as error:  # a parser of strangers' bytes fails in any way
            raise Untrue("signature") from error
    raise Untrue("signature")

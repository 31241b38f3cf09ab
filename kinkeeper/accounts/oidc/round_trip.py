"""A browser's way to a provider and back: what it takes along, and what its return is worth."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from kinkeeper.accounts.oidc.ask import ask
from kinkeeper.accounts.oidc.description import describe
from kinkeeper.accounts.oidc.id_token import Claims, Untrue, claims_in

LONGEST_CODE = 4000  # characters


@dataclass(frozen=True)
class Client:
    """Who we are to a provider; `secret` may be empty. `back` is where the browser returns."""

    issuer: str
    client_id: str
    secret: str
    scope: str
    back: str


@dataclass(frozen=True)
class Secrets:
    """Drawn for one way there and back. They stay in the browser's session; the provider sees
    `state` and `nonce`, and of `verifier` a digest."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def draw(cls) -> "Secrets":
        return cls(*(secrets.token_urlsafe(32) for _each in range(3)))


def address(client: Client, kept: Secrets, *, ask_again: bool = False) -> str:
    """Where to send the browser. `ask_again`: who is signed in there already has to show again who
    they are. Raises `Away`."""
    more = {"prompt": "login", "max_age": "0"} if ask_again else {}
    return str(
        prepare_grant_uri(
            describe(client.issuer).sign_in,
            client_id=client.client_id,
            response_type="code",
            state=kept.state,
            redirect_uri=client.back,
            scope=client.scope,
            nonce=kept.nonce,
            code_challenge=create_s256_code_challenge(kept.verifier),  # type: ignore[no-untyped-call]  # stubs without types
            code_challenge_method="S256",
            **more,
        )
    )


def returned(client: Client, kept: Secrets, *, code: str, issuer: str | None) -> Claims:
    """Who has come back with this code; `issuer` is who says so, where the answer tells (RFC 9207).
    Raises `Untrue`, `Away`."""
    description = describe(client.issuer)
    if issuer != client.issuer and (issuer is not None or description.names_itself):
        raise Untrue("iss")
    if not 0 < len(code) <= LONGEST_CODE:
        raise Untrue("code")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.back,
        "code_verifier": kept.verifier,
    }
    how = "client_secret_basic" if description.with_basic else "client_secret_post"
    auth = ClientAuth(client.client_id, client.secret, how if client.secret else "none")
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    _uri, headers, body = auth.prepare("POST", description.token, kind, urlencode(form))  # type: ignore[no-untyped-call]  # stubs without types
    status, answer = ask(description.token, body, headers)
    if status != 200:
        raise Untrue("code")
    return claims_in(
        answer.get("id_token"),
        description,
        client_id=client.client_id,
        nonce=kept.nonce,
        access_token=answer.get("access_token"),
    )

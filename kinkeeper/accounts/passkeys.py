"""Passkeys: adding one, and showing one to come in. What is signed is judged by python-fido2.

The site's address decides for which pages a passkey is good.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kinkeeper.accounts.models import Passkey
from kinkeeper.lib.asking import act, whole_site
from kinkeeper.lib.seal import derive
from kinkeeper.organisations import settings as site_settings
from kinkeeper.people.models import Person

MOST = 10  # passkeys of one person
LONGEST_NAME = 60  # characters
LONGEST_NUMBER = 1023  # bytes, by the standard
TRANSPORTS = ("ble", "hybrid", "internal", "nfc", "smart-card", "usb")

type State = dict[str, Any]


class Refused(Exception):
    """What a device has sent opens nothing: not its own, not now, not here, or broken."""


class Copied(Refused):
    """Two devices show the same passkey, `person`'s: one of them was copied."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


def begin_adding(person: Person) -> tuple[dict[str, Any], State]:
    """What the browser is asked for, and what to keep in the session until it answers."""
    name = person.username
    user = PublicKeyCredentialUserEntity(
        id=_handle(person.pk), name=name, display_name=person.full_name
    )
    options, state = _server().register_begin(
        user,
        [_described(each) for each in of(person)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), dict(state)


@act()
def add(person: Person, state: State, answer: Mapping[str, Any], name: str) -> Passkey:
    """Raises `Refused`."""
    if len(of(person)) >= MOST:
        raise Refused
    try:
        registration = RegistrationResponse.from_dict(answer)
        data = _server().register_complete(state, registration)
        transports = [each for each in _transports(answer) if each in TRANSPORTS]
    except Exception as error:  # a parser of strangers' bytes fails in any way
        raise Refused from error
    credential = data.credential_data
    if credential is None or len(credential.credential_id) > LONGEST_NUMBER:
        raise Refused
    passkey = Passkey(
        person=person,
        name=tidy_name(name) or _("Passkey"),
        number=credential.credential_id,
        credential=bytes(credential),
        sign_count=data.counter,
        transports=transports,
    )
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError as error:  # the device is somebody's already, perhaps since this moment
        raise Refused from error
    return passkey


def begin_showing(person: Person | None) -> tuple[dict[str, Any], State]:
    """As `begin_adding`; of this person, or of whoever has one for this site."""
    mine = None if person is None else [_described(each) for each in of(person)]
    options, state = _server().authenticate_begin(
        mine, user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), dict(state)


@act()
def shown(state: State, answer: Mapping[str, Any]) -> Passkey:
    """The passkey that was shown, its person with it. Raises `Refused`, `Copied`."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        found = Passkey.objects.select_for_update(of=("self",)).select_related("person")
        passkey = found.get(number=response.raw_id)
        known = AttestedCredentialData(bytes(passkey.credential))
        _server().authenticate_complete(state, [known], response)
    except Exception as error:  # a parser of strangers' bytes fails in any way
        raise Refused from error
    handle = response.response.user_handle
    if handle is not None and not hmac.compare_digest(handle, _handle(passkey.person_id)):
        raise Refused
    count = response.response.authenticator_data.counter
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        raise Copied(passkey.person)
    Passkey.objects.filter(pk=passkey.pk).update(sign_count=count, used_at=timezone.now())
    return passkey


@whole_site()
def of(person: Person) -> list[Passkey]:
    return list(Passkey.objects.filter(person=person).order_by("pk"))


def tidy_name(name: str) -> str:
    """In one line, and without what is not seen: it could turn the words around it."""
    words = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    return words[:LONGEST_NAME].strip()


def _server() -> Fido2Server:
    site = urlsplit(settings.URL)
    here = PublicKeyCredentialRpEntity(
        id=site.hostname or "", name=str(site_settings.get("site_name"))
    )
    origin = f"{site.scheme}://{site.netloc}"
    return Fido2Server(here, verify_origin=lambda said: said == origin)


def _handle(number: int) -> bytes:
    """By which a device knows whose a passkey is. It tells nobody else who that is, and does not
    change with the username."""
    secret = derive(settings.SECRET_KEY, "passkey-owner")
    return hmac.new(secret, str(number).encode(), hashlib.sha256).digest()


def _described(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(passkey.number)
    )


def _transports(answer: Mapping[str, Any]) -> list[str]:
    said = answer.get("response", {}).get("transports", [])
    return [str(each) for each in said] if isinstance(said, list) else []

"""A device with a passkey, in software: it signs what browsers would hand it, honestly or not."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Device:
    """`origin` is the address the browser stands at; `verifies`: whether it asks for a finger."""

    origin: str = "http://localhost:8000"
    site: str = "localhost"
    verifies: bool = True
    counts: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    number: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: str = ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.create`."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(dict(_cose(self.key.public_key())))
        credential = bytes(16) + len(self.number).to_bytes(2, "big") + self.number + public
        said = self._said("webauthn.create", asked["challenge"])
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + credential}
        return self._answer(
            clientDataJSON=websafe_encode(said),
            attestationObject=websafe_encode(cbor.encode(attestation)),
            transports=["internal"],
        )

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answers `navigator.credentials.get`."""
        said = self._said("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(said).digest()
        return self._answer(
            clientDataJSON=websafe_encode(said),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            userHandle=self.owner,
        )

    def _data(self, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([flags]) + (self.count if self.counts else 0).to_bytes(4, "big")

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: Any) -> dict[str, Any]:
        number = websafe_encode(self.number)
        return {
            "id": number,
            "rawId": number,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }


def _cose(key: ec.EllipticCurvePublicKey) -> Any:
    return ES256.from_cryptography_key(key)  # type: ignore[no-untyped-call]  # theirs

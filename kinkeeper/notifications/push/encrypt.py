"""A message that only the browser can read, and not the push service between (RFC 8291). Pure."""

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # bytes, of which there is one
PADDED = 512  # bytes of every text, so that its length tells nothing
CURVE = ec.SECP256R1()


class BadKey(ValueError):
    """What a browser said is no key of it."""


@dataclass(frozen=True)
class Keys:
    """Of a browser's subscription: its public key, 65 bytes, and a secret of 16 bytes."""

    public: bytes
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != 16:
            raise BadKey
        self.point()

    def point(self) -> ec.EllipticCurvePublicKey:
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, self.public)
        except ValueError as error:
            raise BadKey from error


def encrypted(
    text: bytes,
    keys: Keys,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
    padded: int = PADDED,
) -> bytes:
    """The body of the request, in the coding `aes128gcm`; `text` is at most `padded` bytes. Key and
    salt are drawn anew for each message."""
    own = own or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    mine = public_bytes(own.public_key())
    shared = own.exchange(ec.ECDH(), keys.point())
    secret = _derived(keys.secret, shared, b"WebPush: info\0" + keys.public + mine, 32)
    key = _derived(salt, secret, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, secret, b"Content-Encoding: nonce\0", 12)
    whole = text + b"\x02" + bytes(max(padded - len(text), 0))
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine
    return head + AESGCM(key).encrypt(nonce, whole, None)


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)

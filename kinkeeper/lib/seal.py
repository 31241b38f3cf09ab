"""Seals bytes with a key that is not in the database, and opens them again.

AES-256-GCM with a random 96-bit nonce in front of the ciphertext; the key is derived from the
site's secret key with HKDF, a different one for each purpose.
"""

import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
OVERHEAD = NONCE + 16  # bytes by which what is sealed is longer: the tag is of 128 bits


class BrokenSeal(Exception):
    """The sealed bytes were changed, or sealed with another site's secret key."""


def derive(secret: str, purpose: str) -> bytes:
    """A 256-bit key for one purpose."""
    return HKDF(SHA256(), 32, None, b"kinkeeper:" + purpose.encode()).derive(secret.encode())


@cache
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(derive(secret, purpose))


def seal(data: bytes, *, secret: str, purpose: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _cipher(secret, purpose).encrypt(nonce, data, None)


def open_sealed(sealed: bytes, *, secret: str, purpose: str) -> bytes:
    """The bytes that `seal` was given; raises `BrokenSeal`."""
    sealed = bytes(sealed)
    try:
        return _cipher(secret, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], None)
    except InvalidTag as error:
        raise BrokenSeal(purpose) from error

"""Random tokens for links: drawn here, kept only as a digest."""

import hashlib
import secrets

STRAY = " .,;:!?>)]}*'\"’”»›"


def draw() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """SHA-256; enough for a secret of 256 bits, which nobody can search through."""
    return hashlib.sha256(token.encode()).digest()


def tidy(token: str) -> str:
    """Without what a mail program, or a hand, took in behind the link: a full stop, a bracket."""
    return token.rstrip(STRAY)

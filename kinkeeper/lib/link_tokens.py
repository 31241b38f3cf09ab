"""Links that leave the house, and the random tokens in them: kept only as a digest."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

STRAY = " .,;:!?<>()[]{}*'\"’”»›“„«‹"


def draw() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """SHA-256; enough for a secret of 256 bits, which nobody can search through."""
    return hashlib.sha256(token.encode()).digest()


def tidy(token: str) -> str:
    """Without what a mail program, or a hand, took in around the link: a full stop, a bracket."""
    return token.strip(STRAY)


def to(name: str, *values: object) -> str:
    """The whole address of the page of this name, for letters and mails: below the site's own
    address, whatever host a request came to."""
    return f"{settings.URL}{reverse(name, args=values)}"

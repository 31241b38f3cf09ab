"""The network address a request comes from, through as many proxies as are trusted."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def named_in(meta: Mapping[str, Any]) -> str:
    """With n trusted proxies the n-th address from the right of X-Forwarded-For, else the peer.
    `meta` are the variables of a request, as WSGI names them."""
    hops = settings.TRUSTED_PROXIES
    if hops > 0:
        named = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        if len(named) >= hops and named[-hops]:
            return _printable(named[-hops])
    return _printable(str(meta.get("REMOTE_ADDR", "")))


def _printable(address: str) -> str:
    """What a proxy passes on may be anything; it goes into rows and into the log."""
    return "".join(char for char in address[:60] if char.isprintable())

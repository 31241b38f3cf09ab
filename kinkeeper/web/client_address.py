"""The network address a request comes from, through as many proxies as are trusted."""

from django.conf import settings
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """With n trusted proxies the n-th address from the right of X-Forwarded-For, else the peer."""
    hops = settings.TRUSTED_PROXIES
    if hops > 0:
        named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(named) >= hops and named[-hops]:
            return _printable(named[-hops])
    return _printable(str(request.META.get("REMOTE_ADDR", "")))


def _printable(address: str) -> str:
    """What a proxy passes on may be anything; it goes into rows and into the log."""
    return "".join(char for char in address[:60] if char.isprintable())

"""A source's password, token or private key: sealed when it comes, opened for asking alone."""

from django.conf import settings

from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal
from kinkeeper.sources.models import Source
from kinkeeper.sources.run_failed import Failure

PURPOSE = "source-secret"


def sealed(secret: str) -> bytes | None:
    """None for no secret."""
    if not secret:
        return None
    return seal(secret.encode(), secret=settings.SECRET_KEY, purpose=PURPOSE)


def opened(source: Source) -> str:
    """Empty for no secret. Raises `Failure` where the site's secret key is another one now."""
    if source.sealed_secret is None:
        return ""
    try:
        return open_sealed(
            bytes(source.sealed_secret), secret=settings.SECRET_KEY, purpose=PURPOSE
        ).decode()
    except BrokenSeal as error:
        raise Failure("seal") from error

"""Where requests about a provider may go: to its own host, encrypted, or on this machine."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LOOPBACK = ("127.0.0.1", "localhost")
LONGEST = 300  # characters of an issuer


class BadPlace(Exception):
    """No address of a provider; `code` says why: `bad-address`, `not-encrypted`, `other-host`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def issuer_of(text: str) -> str:
    """An issuer as it was typed, checked and unchanged. Raises `BadPlace`."""
    url = _split(text)
    if url.query or len(text) > LONGEST:
        raise BadPlace("bad-address")
    return text


def within(issuer: str, address: object) -> str:
    """An address that the provider gave, of its own host or of one that the operator named
    (`KINKEEPER_PROVIDER_HOSTS`). Raises `BadPlace`."""
    if not isinstance(address, str) or len(address) > 2000:
        raise BadPlace("bad-address")
    url, home = _split(address), _split(issuer)
    if _host(url) != _host(home) and _host(url) not in _named():
        raise BadPlace("other-host")
    return address


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _port = url.port
    except ValueError as error:
        raise BadPlace("bad-address") from error
    clean = text.isascii() and all(letter.isprintable() and letter != " " for letter in text)
    if not clean or not url.hostname or "@" in url.netloc or url.fragment or "\\" in text:
        raise BadPlace("bad-address")
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise BadPlace("not-encrypted" if url.scheme == "http" else "bad-address")
    return url


def _host(url: SplitResult) -> tuple[str, str, int]:
    return url.scheme, url.hostname or "", url.port or (443 if url.scheme == "https" else 80)


def _named() -> set[tuple[str, str, int]]:
    return {_host(urlsplit(f"https://{name.lower()}")) for name in settings.PROVIDER_HOSTS}

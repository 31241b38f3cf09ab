"""The site's own key, by which push services know who sends (RFC 8292). Drawn once, and sealed;
drawn anew where the site's secret key has changed."""

import base64
import time
from email.utils import parseaddr
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import ECKey

from kinkeeper.lib.asking import act
from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal
from kinkeeper.notifications.models import Device, SiteKey
from kinkeeper.notifications.push.encrypt import CURVE, public_bytes

PURPOSE = "push"
HOLDS = 12 * 3600  # seconds


def public() -> str:
    """As browsers ask for it."""
    return base64.urlsafe_b64encode(public_bytes(_key().public_key())).decode().rstrip("=")


def authorization(endpoint: str) -> str:
    """The header that says who sends, for the push service of this address alone."""
    url = urlsplit(endpoint)
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    claims = {
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int(time.time()) + HOLDS,
        "sub": f"mailto:{address}",
    }
    key = ECKey.import_key(_pem(_key()))
    return f"vapid t={jwt.encode({'alg': 'ES256', 'typ': 'JWT'}, claims, key)}, k={public()}"


@act()
def _key() -> ec.EllipticCurvePrivateKey:
    found = SiteKey.objects.filter(pk=1).first()
    if found is None:
        found, _made = SiteKey.objects.get_or_create(pk=1, defaults={"sealed": _sealed(_drawn())})
    try:
        return _opened(found)
    except BrokenSeal:
        return _anew()


def _anew() -> ec.EllipticCurvePrivateKey:
    """The site's secret key is another one now. A device takes news by the key that it was added
    with alone, so each has to be added again."""
    found = SiteKey.objects.select_for_update().get(pk=1)
    try:
        return _opened(found)  # another process has drawn it meanwhile
    except BrokenSeal:
        key = _drawn()
    found.sealed = _sealed(key)
    found.save()
    Device.objects.all().delete()
    return key


def _drawn() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(CURVE)


def _sealed(key: ec.EllipticCurvePrivateKey) -> bytes:
    return seal(_pem(key), secret=settings.SECRET_KEY, purpose=PURPOSE)


def _opened(found: SiteKey) -> ec.EllipticCurvePrivateKey:
    pem = open_sealed(bytes(found.sealed), secret=settings.SECRET_KEY, purpose=PURPOSE)
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  # for the type checker
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

"""The site's own key, by which push services know who sends (RFC 8292). Drawn once, and sealed."""

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
from kinkeeper.lib.seal import open_sealed, seal
from kinkeeper.notifications.models import SiteKey
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
    said = {"secret": settings.SECRET_KEY, "purpose": PURPOSE}
    found = SiteKey.objects.filter(pk=1).first()
    if found is None:
        sealed = seal(_pem(ec.generate_private_key(CURVE)), **said)
        found, _made = SiteKey.objects.get_or_create(pk=1, defaults={"sealed": sealed})
    key = load_pem_private_key(open_sealed(bytes(found.sealed), **said), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  # for the type checker
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

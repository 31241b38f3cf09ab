"""For which addresses browsers make passkeys: none for a bare network address, and none without
https, but for `localhost`.

Apart from `passkeys.py`, because the settings ask it at every start, and python-fido2 takes long.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings


def possible() -> bool:
    """Whether browsers make passkeys for this site's address."""
    host = urlsplit(settings.URL).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return settings.SECURE or host == "localhost"
    return False

"""Sessions of which a copy of the database opens none.

A row is found by a digest of the key that the browser holds, and what the session remembers (among
it the link that somebody has just opened) is sealed with a key that is not in the database.
"""

import base64
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.utils import timezone

from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal

SEALED = "session"
COLUMN = 40  # characters of Django's column: 160 bits, as many as a key has


def kept_as(session_key: str) -> str:
    """What the database keeps of a key; without a salt, for nobody can search through 165 bits."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:COLUMN]


class SessionStore(db.SessionStore):
    """Django's, with digests for keys and sealed data; its table and its cleaning stay."""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        live = self.model.objects.filter(expire_date__gt=timezone.now())
        row = live.filter(session_key=kept_as(key)).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(kept_as(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict)
        sealed = seal(plain, secret=settings.SECRET_KEY, purpose=SEALED)
        return base64.b64encode(sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = open_sealed(sealed, secret=settings.SECRET_KEY, purpose=SEALED)
            return dict(self.serializer().loads(plain))
        except (BrokenSeal, ValueError):
            return {}

    async def acreate_model_instance(self, data: dict[str, Any]) -> Any:
        """No page here is asynchronous; Django's own would keep the key as it is."""
        raise NotImplementedError

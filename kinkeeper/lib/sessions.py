"""Sessions of which a copy of the database opens none, and by which the database knows who asks.

A row is found by a digest of the key that the browser holds, and what the session remembers (among
it the link that somebody has just opened) is sealed with a key that is not in the database. The
pages reach the rows through functions of the wall alone (`access.wall.functions`): whoever loads a
session asks as its person from then on, and only this code, which knows the site's secret key, says
whose a session is.
"""

import base64
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db as django_sessions
from django.contrib.sessions.backends.base import CreateError, UpdateError

from kinkeeper.lib import asking, db
from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal

SEALED = "session"
COLUMN = 40  # characters of Django's column: 160 bits, as many as a key has


def kept_as(session_key: str) -> str:
    """What the database keeps of a key; without a salt, for nobody can search through 165 bits.
    `wall.kept_as` is the same."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:COLUMN]


class SessionStore(django_sessions.SessionStore):
    """Django's, with digests for keys and sealed data; its table and its cleaning stay."""

    def load(self) -> dict[str, Any]:
        data = db.value("SELECT wall.session(%s)", [self.session_key or ""])
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def exists(self, session_key: str) -> bool:
        return bool(db.value("SELECT wall.session_exists(%s)", [session_key]))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's own
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in stubs
        kept = [self.session_key, self.encode(data), self.get_expiry_date(), must_create]
        if not db.value("SELECT wall.keep_session(%s, %s, %s, %s)", kept):
            raise CreateError if must_create else UpdateError
        if not must_create:
            self._say_whose(self.session_key, data.get(SESSION_KEY))

    def _say_whose(self, key: str, person: str | None) -> None:
        words = ["sign-in", kept_as(key), *([person] if person else [])]
        db.run("SELECT wall.sign_in(%s, %s, %s)", [key, person, asking.attest(":".join(words))])

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            db.run("SELECT wall.end_session(%s)", [key])

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

"""Sessions of which a copy of the database opens none, and by which the database knows who asks.

A row is found by a digest of the key that the browser holds, and what the session remembers (among
it the link that somebody has just opened) is sealed with a key that is not in the database. The
pages reach the rows through functions of the wall alone (`access.wall.functions`): whoever loads a
session asks as its person from then on, and only this code, which knows the site's secret key, says
whose a session is. A session that was idle for too long, or is too old, is not there
(`access.session_limits`).
"""

import base64
import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db as django_sessions
from django.contrib.sessions.backends.base import CreateError, UpdateError

from kinkeeper.lib import asking, db
from kinkeeper.lib.seal import BrokenSeal, open_sealed, seal

SEALED = "session"
# Under which a session keeps how its person came in: what `wall.sign_in` is told. Here and not in
# the row alone, for a session gets another key when its person chooses another password.
FACTS = "signed-in"
MINUTE = 60
COLUMN = 40  # characters of Django's column: 160 bits, as many as a key has


def kept_as(session_key: str) -> str:
    """What the database keeps of a key; without a salt, for nobody can search through 165 bits.
    `wall.kept_as` is the same."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:COLUMN]


class SessionStore(django_sessions.SessionStore):
    """Django's, with digests for keys and sealed data; its table stays."""

    _due = False  # the last use that was noted is a while ago

    def load(self) -> dict[str, Any]:
        [(data, self._due)] = db.rows("SELECT * FROM wall.session(%s)", [self.session_key or ""])
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
            self._say_whose(self.session_key, data)

    def _say_whose(self, key: str, data: dict[str, Any]) -> None:
        person, facts = data.get(SESSION_KEY), json.dumps(data.get(FACTS, {}))
        words = ["sign-in", kept_as(key), *([person] if person else []), facts]
        said = [key, person, facts, asking.attest(":".join(words))]
        db.run("SELECT wall.sign_in(%s, %s, %s, %s)", said)

    def touch(self) -> None:
        """Notes that it was used; at most once a minute, and no statement in between. To be called
        as the last of a request."""
        if self._due and self.session_key is not None:
            db.run("SELECT wall.touch_session(%s)", [self.session_key])

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            db.run("SELECT wall.end_session(%s)", [key])

    @classmethod
    def clear_expired(cls) -> None:
        """For the worker."""
        db.run("SELECT wall.sweep_sessions()")

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


def end_all_of(people: Sequence[int] | None) -> int:
    """Ends every session of these people, by internal ID; of everybody for None. How many. Whether
    the asking person may is looked at before."""
    minute = int(time.time() // MINUTE)
    whose = "everybody" if people is None else ",".join(map(str, people))
    seal = asking.attest(f"end-sessions:{minute}:{whose}")
    ids = None if people is None else list(people)
    return int(db.value("SELECT wall.end_sessions_of(%s::bigint[], %s, %s)", [ids, minute, seal]))

"""How lines of the journal are sealed: what a digest is made of, and the head that a seal bears.

Each head is made of the one before it with a key derived from the site's secret key. So whoever may
write everything into the database, and nothing else, can neither change a seal nor make one.
"""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from django.conf import settings

from kinkeeper.lib.seal import derive

PURPOSE = "journal"
FIRST = b""  # the head before the first seal

# Everything that a line says; one text for one line, whatever the session's settings are.
DIGEST = """
sha256(convert_to(jsonb_build_array(line.id, extract(epoch FROM line.at), line.actor_id,
    line.actor_name, line.role, line.origin, line.action, line.outcome, line.person_id,
    line.child_id, line.children, line.organisation_id, line.import_id, line.data)::text, 'UTF8'))
"""


def content(seal: str) -> str:
    """SQL: the digest of all that a seal says, but for its head. `seal` names a row of the table's
    columns."""
    said = ("number", "extract(epoch FROM {}.at)", "settled", "top",
            "extract(epoch FROM {}.newest)", "forgotten")  # fmt: skip
    told = ", ".join(each.format(seal) if "{}" in each else f"{seal}.{each}" for each in said)
    return (
        f"sha256(array_send({seal}.lines) || array_send({seal}.digests)"
        f" || convert_to(jsonb_build_array({told})::text, 'UTF8')"
        f" || coalesce(array_send({seal}.was), ''))"
    )


def head(before: bytes, said: bytes) -> bytes:
    """The head of a seal with this content, after the seal with the head `before`."""
    return _head(settings.SECRET_KEY, before, said)


def is_head(found: bytes, before: bytes, said: bytes) -> bool:
    """Whether it is that head, made with this site's secret key or an earlier one of it."""
    keys: Sequence[Any] = [settings.SECRET_KEY, *settings.EARLIER_SECRET_KEYS]
    return any(hmac.compare_digest(found, _head(key, before, said)) for key in keys)


def _head(secret: str, before: bytes, said: bytes) -> bytes:
    return hmac.digest(derive(secret, PURPOSE), hashlib.sha256(before).digest() + said, "sha256")

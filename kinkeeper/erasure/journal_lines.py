"""The journal of who is erased: what was done stays, with its numbers; names, texts and addresses
go. A seal says which lines were emptied, so that `journal verify` finds any other change."""

from kinkeeper.erasure.names import Names
from kinkeeper.journal import chain, seal_lines
from kinkeeper.lib import db

LINES = f"""
SELECT line.id, {chain.DIGEST} FROM journal_entry line
WHERE line.actor_id = ANY(%(people)s) OR line.person_id = ANY(%(people)s)
   OR line.child_id = ANY(%(people)s) OR line.data::text ~ %(said)s
ORDER BY line.id
"""  # noqa: S608  # our own text
NOW = f"SELECT line.id, {chain.DIGEST} FROM journal_entry line WHERE line.id = ANY(%s)"  # noqa: S608  # as above
# By the latest seal that names them.
SEALED = """
SELECT DISTINCT ON (said.id) said.id, said.digest FROM journal_seal seal
CROSS JOIN LATERAL unnest(seal.lines, seal.digests) AS said (id, digest)
WHERE seal.lines && %(lines)s::bigint[] AND said.id = ANY(%(lines)s)
ORDER BY said.id, seal.number DESC
"""


class NotWhole(Exception):
    """A line that would be emptied is not as it was sealed: nothing is erased until somebody has
    looked (`kinkeeper journal verify`), for afterwards nobody could see it."""


def empty(names: Names) -> int:
    """How many lines were. Under the lock `JOURNAL`, in the erasure's transaction. Raises
    `NotWhole`."""
    before = {number: bytes(digest) for number, digest in db.rows(LINES, names.parameters)}
    if not before:
        return 0
    lines = list(before)
    sealed = {number: bytes(digest) for number, digest in db.rows(SEALED, {"lines": lines})}
    for number, digest in sealed.items():
        if before[number] != digest:
            raise NotWhole(number)
    said = [lines, names.people, names.said, names.worked]
    db.value("SELECT wall.empty_journal(%s, %s, %s, %s)", said)
    now = {number: bytes(digest) for number, digest in db.rows(NOW, [lines])}
    changed = [number for number in lines if now[number] != before[number]]
    seal_lines.seal_anew([(each, sealed[each], now[each]) for each in changed if each in sealed])
    return len(changed)

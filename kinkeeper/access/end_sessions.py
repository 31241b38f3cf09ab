"""People end their own sessions: one of them, or all but the one they ask with (R-034)."""

from uuid import UUID

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db


def end_one(actor: Actor, number: UUID) -> bool:
    """Whether the asking person had such a session; a stranger's is none."""
    ended = bool(db.value("SELECT wall.end_sign_in(%s)", [number]))
    if ended:
        record(actor, "session.ended", person_id=actor.person_id)
    return ended


def end_others(actor: Actor, secret: str) -> int:
    """How many of the asking person's sessions have ended: all but that with this secret."""
    ended = int(db.value("SELECT wall.end_other_sign_ins(%s)", [secret]))
    record(actor, "session.ended-elsewhere", person_id=actor.person_id, data={"count": ended})
    return ended

"""The relationships of an import that is taken back: judged, then set back or removed."""

from typing import Any

from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.sections.relationships import undo_statements as statements
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext, by, person, why
from kinkeeper.people.shown_names import ByName

KEPT = ("blocked", "changed", "ended", "named", "restricted")  # verdicts


def judge(job: UndoContext) -> None:
    """What depends on it reads the table `undo_relationship`."""
    job.run("DROP TABLE IF EXISTS undo_touched, undo_named, undo_relationship")
    job.run(statements.TOUCHED)
    job.run(statements.NAMED)
    job.run(statements.JUDGE)


def settle(job: UndoContext) -> None:
    job.run(statements.STAY)


def take_back(job: UndoContext) -> TakenBack:
    kept, verdicts = job.rows(statements.KEPT), dict(job.rows(statements.COUNTS))
    pending = _write(job)
    named = job.named
    restored = verdicts.get("restore", 0) + verdicts.get("speak-again", 0)
    return TakenBack(
        {
            "relationships": {"removed": verdicts.get("delete", 0), "restored": restored},
            "pending": pending,
        },
        kept=[_relationship(row, named) for row in kept],
        stays=sum(verdicts.get(verdict, 0) for verdict in KEPT),
    )


def _write(job: UndoContext) -> int:
    """How many pending relationships went or wait again."""
    job.run(statements.DELETE)
    job.run(statements.RESTORE)
    job.run(statements.UNSAY)
    job.run(statements.SPEAK_AGAIN)
    job.run(statements.GRANT_AGAIN)
    job.run(statements.REDATE_PENDINGS)
    job.run(statements.FORGET_DAYS)
    job.run(statements.HAND_OVER_PENDINGS)
    gone = job.run(statements.FORGET_PENDINGS)
    return gone + job.run(statements.PENDING_AGAIN) + job.run(statements.UNEND_PENDINGS)


def _relationship(row: tuple[Any, ...], named: ByName) -> dict[str, Any]:
    verdict, parent, p_given, p_family, child, c_given, c_family, named_by, others, *rest = row
    who, name, when = rest
    acted = by(named, who, name, when)
    reason = {
        "blocked": why(Why.BLOCKED, **acted),
        "ended": why(Why.ENDED, **acted),
        "named": why(Why.RELATIONSHIP_NAMED, **{"import": named_by}),
        "restricted": why(Why.RESTRICTED),
    }.get(verdict)
    changed = (
        why(Why.SAID_BY_OTHERS, sources=list(others))
        if others
        else why(Why.CHANGED, **(acted if name else {}))
    )
    return {
        "parent": person(parent, p_given, p_family),
        "child": person(child, c_given, c_family),
        **(reason or changed),
    }

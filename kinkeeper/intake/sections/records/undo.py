"""The records of an import that is taken back: judged, then set back, made again or removed."""

from typing import Any

from kinkeeper.intake.directory.records_series import params_of
from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.sections.records import statements
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext, why
from kinkeeper.lib import db
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.kinds.schools import SCHOOLS


def _params(job: UndoContext, kind: Kind | None = None) -> dict[str, Any]:
    return job.params | {
        "kind": kind and kind.name,
        **params_of(job.roster_import),
    }


def judge(job: UndoContext) -> None:
    db.run("DROP TABLE IF EXISTS named_since, undo_record, undo_parted")
    db.run(statements.NAMED_SINCE, _params(job))
    people = db.column(statements.OF_PEOPLE, _params(job))
    db.run(statements.PARTED, _params(job) | {"people": people})
    db.run(statements.VERDICTS)
    db.run("ANALYZE named_since")
    for kind in reversed(KINDS):
        db.run(statements.judge(kind), _params(job, kind))
    db.run("ANALYZE undo_record")


def take_back(job: UndoContext) -> TakenBack:
    kept, verdicts = job.rows(statements.KEPT), dict(job.rows(statements.COUNTS))
    for kind in reversed(KINDS):
        params = _params(job, kind)
        db.run(statements.hand_over(kind), params)
        if kind is SCHOOLS:
            db.run(statements.UNSET_ZONES, params)
        db.run(statements.delete(kind), params)
    for kind in KINDS:
        params = _params(job, kind)
        db.run(statements.restore(kind), params)
        db.run(statements.remake(kind), params)
        if kind is SCHOOLS:
            db.run(statements.FOLLOW_ZONES, params)
    return TakenBack(
        {
            "records": {
                "removed": verdicts.get("delete", 0),
                "restored": verdicts.get("restore", 0) + verdicts.get("remake", 0),
            }
        },
        kept=[_kept(*row) for row in kept],
        stays=sum(verdicts.get(each, 0) for each in ("changed", "named", "needed", "gone")),
    )


def _kept(kind: str, key: str, verdict: str, named_by: int | None) -> dict[str, Any]:
    code = {
        "named": Why.RECORD_NAMED,
        "needed": Why.RECORD_NEEDED,
    }.get(verdict, Why.RECORD_CHANGED)
    said = {"kind": kind, "key": key} | ({"import": named_by} if named_by else {})
    return {"record": {"kind": kind, "key": key}, **why(code, **said)}

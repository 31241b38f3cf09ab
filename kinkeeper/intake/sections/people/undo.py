"""The people of an import that is taken back: judged, then set back or removed."""

from typing import Any

from kinkeeper.credentials.void import void_for
from kinkeeper.intake import accounts_out_of_reach
from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.sections.people import undo_statements as statements
from kinkeeper.intake.sections.people.usernames_back import rename_back
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext, by, person, why
from kinkeeper.people.shown_names import ByName

type Rows = list[tuple[Any, ...]]


def judge(job: UndoContext) -> None:
    """What depends on it reads the table `undo_person`."""
    job.run("DROP TABLE IF EXISTS undo_person")
    outside = "" if job.reach.whole_site else statements.OUTSIDE
    job.run(statements.JUDGE.format(outside=outside))
    job.run("ANALYZE undo_person")


def take_back(job: UndoContext) -> TakenBack:
    kept, verdicts = job.rows(statements.KEPT), dict(job.rows(statements.COUNTS))
    restored, changed_since, failed = _write(job)
    named = job.named
    return TakenBack(
        {"people": {"removed": verdicts.get("delete", 0), "restored": restored}},
        kept=[_person(row, named) for row in kept],
        stays=sum(count for verdict, count in verdicts.items() if verdict != "delete"),
        changed=[_field(row) for row in changed_since],
        failed=[_failure(row) for row in failed],
    )


def _write(job: UndoContext) -> tuple[int, Rows, Rows]:
    """How many got their values back; (id, names, field) of what somebody changed since; and the
    same, with why, of what could not be taken back."""
    with accounts_out_of_reach.staged(statements.OPENED, job.reach, job.params):
        changed_since = job.rows(statements.CHANGED_SINCE)
        shut = [(*row, "shared") for row in job.rows(statements.KEPT_SHUT)]
        owned = [(*row, "owned") for row in job.rows(statements.OWNED)]
        restored = job.rows(statements.COUNT_RESTORED)[0][0]
        taken = [(*row, "taken") for row in rename_back(job.rows(statements.USERNAMES))]
        job.run(statements.RESTORE)
        for statement in statements.ADDRESSES:
            job.run(statement)
        void_for(job.actor, job.ids(statements.ELSEWHERE), why="contact-changed")
    job.run(statements.LEAVE)
    job.run(statements.BELONG_AGAIN)
    for statement in statements.DELETE:
        job.run(statement.format(gone=statements.GONE))
    passwords = [(*row, "password", "forgotten") for row in job.rows(statements.PASSWORDS)]
    return restored, changed_since, [*taken, *passwords, *shut, *owned]


def _person(row: tuple[Any, ...], named: ByName) -> dict[str, Any]:
    verdict, number, given, family, named_by, who, name, when = row
    reason = {
        "used": why(Why.USED),
        "named": why(Why.NAMED, **{"import": named_by}),
        "merged": why(Why.MERGED),
        "related": why(Why.RELATED),
        "rights-set": why(Why.RIGHTS_SET),
        "protected": why(Why.PROTECTED),
        "recorded": why(Why.RECORDED),
        "outside": why(Why.OUTSIDE),
    }.get(verdict)
    return {
        "person": person(number, given, family),
        **(reason or why(Why.CHANGED, **(by(named, who, name, when) if name else {}))),
    }


def _field(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field = row
    return {
        "person": person(number, given, family),
        "field": field,
        **why(Why.FIELD_CHANGED, field=field),
    }


def _failure(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field, code = row
    return {"person": person(number, given, family), "field": field, **why(Why(code))}

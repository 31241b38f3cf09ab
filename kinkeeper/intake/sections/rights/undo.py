"""What an import that is taken back said of rights: judged, then set back or removed."""

from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.sections.rights import undo_statements as statements
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext, person, why


def settle(job: UndoContext) -> None:
    job.run("DROP TABLE IF EXISTS undo_rights, undo_widened")
    job.run(statements.JUDGE)


def take_back(job: UndoContext) -> TakenBack:
    """Before the relationships go."""
    kept, verdicts = job.rows(statements.KEPT), dict(job.rows(statements.COUNTS))
    for statement in statements.TAKE_BACK:
        job.run(statement)
    return TakenBack(
        {
            "rights": {
                "removed": verdicts.get("delete", 0),
                "restored": verdicts.get("restore", 0) + verdicts.get("beside", 0),
            }
        },
        kept=[
            {
                "parent": person(*row[:3]),
                "child": person(*row[3:]),
                **why(Why.RIGHTS_NARROWED),
            }
            for row in kept
        ],
        stays=verdicts.get("restricted", 0) + verdicts.get("beside", 0),
    )

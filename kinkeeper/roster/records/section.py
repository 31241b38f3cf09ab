"""The section of a plan about school records: counted kind by kind."""

from kinkeeper.roster.plan.section import Case, Decided, Decisions
from kinkeeper.roster.vocabulary import RecordAct


class RecordsSection:
    """Its counts are those of each kind that the files have. It is decided by `plan.plan`, because
    one kind rests on another, and not case by case."""

    name = "records"
    counted: tuple[str, ...] = ()
    moving = (RecordAct.CREATE, RecordAct.CHANGE, RecordAct.REMOVE)

    def decide(self, case: Case, earlier: Decisions) -> Decided:
        raise TypeError("records are planned by records.plan")


RECORDS = RecordsSection()

"""School records as a section of a plan."""

from collections.abc import Mapping
from typing import Any

from kinkeeper.intake.directory.records_series import params_of
from kinkeeper.intake.models import Import, PlannedRecord
from kinkeeper.intake.sections import plan_lines, premises
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.records import lines, questions, statements, undo, write
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.section import RECORDS


class RecordsInDatabase:
    core = RECORDS
    rows_name = "record_rows"
    plan_tables = ("intake_plannedrecord", "intake_namedrecords")
    # Each record asks at the end whether its person is there.
    site_tables = ("people_person", *(kind.table for kind in KINDS))

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines.store(roster_import, decided)

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return {}

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        return lines.rows(roster_import, first)

    def clear(self, roster_import: Import) -> None:
        lines.clear(roster_import)

    def thin(self, roster_import: Import) -> None:
        self.clear(roster_import)

    def size(self, roster_import: Import) -> int:
        return PlannedRecord.objects.filter(roster_import=roster_import).count()

    def acts(self, roster_import: Import) -> set[str]:
        return plan_lines.acts(roster_import, PlannedRecord)

    def broken(self, roster_import: Import) -> str | None:
        people = premises.first_false(roster_import, {"people": statements.PEOPLE})
        if people is not None:
            return people
        params = params_of(roster_import)
        for kind in KINDS:
            checks = {"records": f"SELECT ({statements.moved(kind)}) + ({statements.came(kind)})"}
            found = premises.first_false(roster_import, checks, params | {"kind": kind.name})
            if found is not None:
                return found
        return None

    def write(self, work: ApplyContext) -> None:
        write.write(work)

    def ask(self, work: ApplyContext) -> None:
        questions.ask_of_records(work)

    def judge(self, job: UndoContext) -> None:
        undo.judge(job)

    def settle(self, job: UndoContext) -> None:
        """Records rest on nothing else of the same import."""

    def take_back(self, job: UndoContext) -> TakenBack:
        return undo.take_back(job)

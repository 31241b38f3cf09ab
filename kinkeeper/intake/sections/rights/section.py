"""What parents may see of children by a plan, as a section of it."""

from collections.abc import Mapping
from typing import Any

from kinkeeper.intake.models import Import, PlannedRights
from kinkeeper.intake.sections import plan_lines
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.rights import lines, premises, undo, write
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.roster.plan.rights_section import RIGHTS
from kinkeeper.roster.plan.section import Decided


class RightsInDatabase:
    core = RIGHTS
    rows_name = "rights_rows"
    plan_tables = ("intake_plannedrights",)
    site_tables = ("families_rightsstatement",)

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines.store(roster_import, decided)

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return {}

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        return lines.rows(roster_import, first)

    def clear(self, roster_import: Import) -> None:
        plan_lines.clear(roster_import, PlannedRights)

    def thin(self, roster_import: Import) -> None:
        self.clear(roster_import)

    def size(self, roster_import: Import) -> int:
        return PlannedRights.objects.filter(roster_import=roster_import).count()

    def acts(self, roster_import: Import) -> set[str]:
        return plan_lines.acts(roster_import, PlannedRights)

    def broken(self, roster_import: Import) -> str | None:
        return premises.broken(roster_import)

    def write(self, work: ApplyContext) -> None:
        write.write(work)

    def ask(self, work: ApplyContext) -> None:
        """Nothing is left to decide: what widens was decided at the guard."""

    def judge(self, job: UndoContext) -> None:
        """It rests on what becomes of the relationships."""

    def settle(self, job: UndoContext) -> None:
        undo.settle(job)

    def take_back(self, job: UndoContext) -> TakenBack:
        return undo.take_back(job)

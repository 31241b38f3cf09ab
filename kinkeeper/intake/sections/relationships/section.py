"""The relationships of a plan, as a section of it."""

from collections.abc import Mapping
from typing import Any

from kinkeeper.intake.models import Import, PlannedRelationship
from kinkeeper.intake.sections import plan_lines
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.relationships import lines, premises, questions, undo, write
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.roster.plan.relationship_section import RELATIONSHIPS
from kinkeeper.roster.plan.section import Decided


class RelationshipsInDatabase:
    core = RELATIONSHIPS
    rows_name = "relationship_rows"
    plan_tables = ("intake_plannedrelationship",)
    site_tables = ("families_relationship", "families_pendingrelationship")

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines.store(roster_import, decided)

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return {}

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        return lines.rows(roster_import, first)

    def clear(self, roster_import: Import) -> None:
        plan_lines.clear(roster_import, PlannedRelationship)

    def thin(self, roster_import: Import) -> None:
        """Lines that withhold a right stay: an undo of another import may not grant it again
        (K27)."""
        PlannedRelationship.objects.filter(roster_import=roster_import, granted=True).delete()

    def size(self, roster_import: Import) -> int:
        return plan_lines.left_in(roster_import, PlannedRelationship)

    def acts(self, roster_import: Import) -> set[str]:
        return plan_lines.acts(roster_import, PlannedRelationship)

    def broken(self, roster_import: Import) -> str | None:
        return premises.broken(roster_import)

    def write(self, work: ApplyContext) -> None:
        write.write(work)

    def ask(self, work: ApplyContext) -> None:
        questions.ask_of_relationships(work)

    def judge(self, job: UndoContext) -> None:
        undo.judge(job)

    def settle(self, job: UndoContext) -> None:
        undo.settle(job)

    def take_back(self, job: UndoContext) -> TakenBack:
        return undo.take_back(job)

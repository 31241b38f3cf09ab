"""The people of a plan, as a section of it."""

from collections.abc import Mapping
from typing import Any

from kinkeeper.intake import email_addresses
from kinkeeper.intake.models import Import, PlannedPerson, Tolerated
from kinkeeper.intake.sections import plan_lines
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.people import lines, premises, questions, undo, write
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.roster.plan.people_section import PEOPLE
from kinkeeper.roster.plan.section import Decided


class PeopleInDatabase:
    core = PEOPLE
    rows_name = "people_rows"
    plan_tables = ("intake_plannedperson",)
    site_tables = ("people_person", "people_membership")

    def store(self, roster_import: Import, decided: Decided) -> None:
        lines.store(roster_import, decided)

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        return email_addresses.counted(roster_import)

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        return lines.rows(roster_import, first)

    def clear(self, roster_import: Import) -> None:
        plan_lines.clear(roster_import, PlannedPerson, Tolerated)

    def thin(self, roster_import: Import) -> None:
        self.clear(roster_import)

    def size(self, roster_import: Import) -> int:
        return plan_lines.left_in(roster_import, PlannedPerson)

    def acts(self, roster_import: Import) -> set[str]:
        return plan_lines.acts(roster_import, PlannedPerson)

    def broken(self, roster_import: Import) -> str | None:
        return premises.broken(roster_import)

    def write(self, work: ApplyContext) -> None:
        write.write(work)

    def ask(self, work: ApplyContext) -> None:
        questions.ask_of_people(work)

    def judge(self, job: UndoContext) -> None:
        undo.judge(job)

    def settle(self, job: UndoContext) -> None:
        """Nothing of people rests on what becomes of others."""

    def take_back(self, job: UndoContext) -> TakenBack:
        return undo.take_back(job)

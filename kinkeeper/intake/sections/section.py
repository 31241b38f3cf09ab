"""A section of a plan in the database: what an import's steps ask of each, whatever it is about."""

from collections.abc import Mapping
from typing import Any, Protocol

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.apply_context import ApplyContext
from kinkeeper.intake.sections.take_back import TakenBack, UndoContext
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.plan.section import Section as CoreSection


class Section(Protocol):
    """`core`: how it is decided and counted. `rows_name`: of its lines in documents.
    `plan_tables`: where its lines stand; `site_tables`: where they are written to."""

    @property
    def core(self) -> CoreSection[Any]: ...

    @property
    def rows_name(self) -> str: ...

    @property
    def plan_tables(self) -> tuple[str, ...]: ...

    @property
    def site_tables(self) -> tuple[str, ...]: ...

    # The plan is made, kept, let go.

    def store(self, roster_import: Import, decided: Decided) -> None:
        """Writes the lines of the plan; there are none yet."""

    def counted(self, roster_import: Import) -> Mapping[str, int]:
        """What the stored lines count in this site beside the core's counts."""
        ...

    def rows(self, roster_import: Import, first: int | None = None) -> list[dict[str, Any]]:
        """The lines as they are shown, the `first` of them or all: each with the `row` of the file
        (or None), the `act`, and what else the section says of it."""
        ...

    def clear(self, roster_import: Import) -> None:
        """Lets all lines of the plan go."""

    def thin(self, roster_import: Import) -> None:
        """Lets the lines go of which nobody needs to know after the time to undo is over."""

    def size(self, roster_import: Import) -> int:
        """How many lines do something, or leave somebody as they are: for the progress."""
        ...

    def acts(self, roster_import: Import) -> set[str]:
        """All that the lines do; a source that is trusted with less waits for a person."""
        ...

    # The plan is applied, in one transaction, the first section first.

    def broken(self, roster_import: Import) -> str | None:
        """The first premise that no longer holds, in words for the log; None when all do."""
        ...

    def write(self, work: ApplyContext) -> None:
        """Raises `Stale` where something is no longer as planned."""

    def ask(self, work: ApplyContext) -> None:
        """Writes down what is left for a person to decide, when all is written."""

    # The import is taken back, in one transaction, the last section first.

    def judge(self, job: UndoContext) -> None:
        """Judges what the import did; nothing is changed yet."""

    def settle(self, job: UndoContext) -> None:
        """Judges anew what rests on the verdicts of other sections."""

    def take_back(self, job: UndoContext) -> TakenBack:
        """Does what was judged."""
        ...

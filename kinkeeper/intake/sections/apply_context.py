"""One apply under way: which import, whose act, and how its progress is told."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kinkeeper.intake import locks
from kinkeeper.intake.models import Import
from kinkeeper.intake.series import series_of
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations.reach import as_setter, of_roots


class Stale(Exception):
    """The site changed so that the plan is no longer true; nothing was written. `reason` is one of
    `premises`, or `unique`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ApplyContext:
    """`total`: how many lines the plan has in all, for the progress; `before`: how many of them
    earlier sections have done."""

    roster_import: Import
    actor: Actor
    reporter: locks.Reporter
    total: int
    before: int = 0

    def tell(self, done: int) -> None:
        """How many lines of the section at hand are done."""
        self.reporter.tell(self.before + done, self.total)

    @property
    def params(self) -> dict[str, Any]:
        return {
            "roster_import": self.roster_import.pk,
            "source": f"import:{self.roster_import.pk}",
            "by": self.actor.person_id,
            "name": self.actor.name[:300],
            "reach": self.roster_import.reach,
            "setter": self._setter,
            **series_of(self.roster_import).params,
        }

    @cached_property
    def _setter(self) -> list[int]:
        return as_setter(of_roots(self.roster_import.reach))

    def run(self, statement: str, **more: int | str) -> int:
        """How many rows the statement wrote."""
        return db.run(statement, {**self.params, **more})

    def ids(self, query: str) -> list[int]:
        return db.column(query, self.params)

    def texts(self, query: str) -> list[str]:
        return db.column(query, self.params)

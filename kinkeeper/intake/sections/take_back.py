"""One undo under way, and what a section says of its part in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.leftover_reasons import Why
from kinkeeper.intake.series import series_of
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.organisations.reach import Reach, as_setter
from kinkeeper.people.shown_names import ByName
from kinkeeper.roster.fields import OPENS

MOST = 1000


@dataclass(frozen=True)
class UndoContext:
    """`named` says who did something, as far as whoever takes the import back may know it."""

    roster_import: Import
    actor: Actor
    reach: Reach

    def run(self, statement: str) -> int:
        return db.run(statement, self.params)

    def ids(self, query: str) -> list[int]:
        return db.column(query, self.params)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return db.rows(query, self.params)

    @property
    def params(self) -> dict[str, Any]:
        return {
            "roster_import": self.roster_import.pk,
            "source": f"import:{self.roster_import.pk}",
            "within": self.reach.ids(),
            "most": MOST,
            "opens": list(OPENS),
            "setter": as_setter(self.reach),
            **series_of(self.roster_import).params,
        }

    @property
    def named(self) -> ByName:
        return ByName(self.reach, self.actor.person_id)


@dataclass(frozen=True)
class TakenBack:
    """`counts`: of what went or is as before. `kept`: the first thousand of what stays, each with
    the `code` and the `detail` of a reason, and `stays` how many there are. `changed`: single
    values that stay, because somebody changed them since. `failed`: what could not be taken back.
    """

    counts: dict[str, Any]
    kept: Sequence[dict[str, Any]] = ()
    stays: int = 0
    changed: Sequence[dict[str, Any]] = ()
    failed: Sequence[dict[str, Any]] = field(default=())


def why(code: Why, **detail: Any) -> dict[str, Any]:
    return {"code": code.value, "detail": detail}


def by(named: ByName, who: int | None, name: str | None, when: Any) -> dict[str, Any]:
    """Who and when, as far as whoever takes the import back may know it: nothing more is kept."""
    if when is None:
        return {}
    return named.kept(who, name or "") | {"when": when.isoformat()}


def person(number: int, given: str, family: str) -> dict[str, Any]:
    return {"id": number, "name": f"{given} {family}".strip()}

"""What an undo did, in counts and in codes with data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.intake.undo.leftover_reasons import Why
from kinkeeper.people.shown_names import ByName

MOST = 1000
KEPT = ("blocked", "changed", "ended", "named", "restricted")  # verdicts on relationships
Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class Undone:
    """`taken_back` are counts; `kept` and `failed` the first thousand of each, with the
    `code` and the `detail` of a reason (`said` has the words)."""

    taken_back: dict[str, Any]
    kept: list[dict[str, Any]]
    kept_count: int
    failed: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {
            "taken_back": self.taken_back,
            "kept": self.kept,
            "kept_count": self.kept_count,
            "failed": self.failed,
        }

    @property
    def mark(self) -> str:
        """The same for two undos that do the same."""
        text = json.dumps(self.as_json(), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def told(
    roster_import: Import,
    *,
    verdicts: tuple[dict[str, int], dict[str, int]],
    pendings: int,
    restored: int,
    organisations: int,
    kept_people: Rows,
    kept_relationships: Rows,
    changed_since: Rows,
    failed: Rows,
    named: ByName,
) -> Undone:
    """`named` says who did something, as far as whoever takes the import back may know it."""
    of_relationships, of_people = verdicts
    taken_back = {
        "people": {"removed": of_people.get("delete", 0), "restored": restored},
        "relationships": {
            "removed": of_relationships.get("delete", 0),
            "restored": of_relationships.get("restore", 0) + of_relationships.get("speak-again", 0),
        },
        "pending": pendings,
        "organisations": organisations,
    }
    kept = [
        *(_person(row, named) for row in kept_people),
        *(_relationship(row, named) for row in kept_relationships),
        *map(_field, changed_since),
    ]
    stays = sum(count for verdict, count in of_people.items() if verdict != "delete")
    stays += sum(of_relationships.get(verdict, 0) for verdict in KEPT)
    return Undone(
        taken_back,
        kept[:MOST],
        stays + len(changed_since),
        [_failure(row) for row in failed[:MOST]],
    )


def _person(row: tuple[Any, ...], named: ByName) -> dict[str, Any]:
    verdict, number, given, family, named_by, by, who, when = row
    why = {
        "used": _why(Why.USED),
        "named": _why(Why.NAMED, **{"import": named_by}),
        "merged": _why(Why.MERGED),
        "related": _why(Why.RELATED),
        "outside": _why(Why.OUTSIDE),
    }.get(verdict)
    return {
        "person": _named(number, given, family),
        **(why or _why(Why.CHANGED, **(_by(named, by, who, when) if who else {}))),
    }


def _relationship(row: tuple[Any, ...], named: ByName) -> dict[str, Any]:
    verdict, parent, p_given, p_family, child, c_given, c_family, named_by, others, *rest = row
    by, who, when = rest
    acted = _by(named, by, who, when)
    why = {
        "blocked": _why(Why.BLOCKED, **acted),
        "ended": _why(Why.ENDED, **acted),
        "named": _why(Why.RELATIONSHIP_NAMED, **{"import": named_by}),
        "restricted": _why(Why.RESTRICTED),
    }.get(verdict)
    changed = (
        _why(Why.SAID_BY_OTHERS, sources=list(others))
        if others
        else _why(Why.CHANGED, **(acted if who else {}))
    )
    return {
        "parent": _named(parent, p_given, p_family),
        "child": _named(child, c_given, c_family),
        **(why or changed),
    }


def _field(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field = row
    return {
        "person": _named(number, given, family),
        "field": field,
        **_why(Why.FIELD_CHANGED, field=field),
    }


def _failure(row: tuple[Any, ...]) -> dict[str, Any]:
    number, given, family, field, why = row
    return {"person": _named(number, given, family), "field": field, **_why(Why(why))}


def _why(code: Why, **detail: Any) -> dict[str, Any]:
    return {"code": code.value, "detail": detail}


def _by(named: ByName, by: int | None, who: str | None, when: Any) -> dict[str, Any]:
    """Who and when, as far as whoever takes the import back may know it: nothing more is kept."""
    if when is None:
        return {}
    return named.kept(by, who or "") | {"when": when.isoformat()}


def _named(number: int, given: str, family: str) -> dict[str, Any]:
    return {"id": number, "name": f"{given} {family}".strip()}

"""What an undo did, in counts and in codes with data."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kinkeeper.intake.sections.take_back import MOST, TakenBack


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


def told(parts: Sequence[TakenBack], organisations: int) -> Undone:
    """`parts`: of the sections, in their order."""
    taken_back: dict[str, Any] = {}
    for part in parts:
        taken_back |= part.counts
    kept = [each for part in parts for each in part.kept]
    changed = [each for part in parts for each in part.changed]
    return Undone(
        taken_back | {"organisations": organisations},
        [*kept, *changed][:MOST],
        sum(part.stays for part in parts) + len(changed),
        [each for part in parts for each in part.failed][:MOST],
    )


def together(parts: Sequence[Undone]) -> Undone:
    """What the undo of several imports did, as one: numbers are added."""
    taken_back: dict[str, Any] = {}
    for part in parts:
        for name, value in part.taken_back.items():
            if isinstance(value, int):
                taken_back[name] = taken_back.get(name, 0) + value
            else:
                before = taken_back.get(name, {})
                taken_back[name] = {
                    each: before.get(each, 0) + value.get(each, 0) for each in {**before, **value}
                }
    return Undone(
        taken_back,
        [each for part in parts for each in part.kept][:MOST],
        sum(part.kept_count for part in parts),
        [each for part in parts for each in part.failed][:MOST],
    )

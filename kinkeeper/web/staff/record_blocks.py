"""How the records of a plan are shown: by kind, with what is skipped and the first lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from kinkeeper.intake.models import Import
from kinkeeper.intake.stored_plan import label, message
from kinkeeper.readings import records_planned
from kinkeeper.records.sentences import KINDS
from kinkeeper.roster.vocabulary import RecordAct

FOLDER = "staff/imports/records"
ACTS = ("create", "change", "remove", "unchanged", "rejected")


@dataclass(frozen=True)
class RecordBlock:
    """`kinds`: (name, counts); `problems`: (row, sentence); `rows`: the first lines, of so many
    `lines_in_all`. `removed` and `restored` are what an undo takes back."""

    total: Mapping[str, int]
    kinds: Sequence[tuple[str | Promise, Mapping[str, int]]]
    problems: Sequence[tuple[str, str]]
    rows: Sequence[Mapping[str, Any]]
    lines_in_all: int
    removed: int
    restored: int
    tiles: str = f"{FOLDER}/tiles.html"
    lines: str = f"{FOLDER}/rows.html"
    undone: str = f"{FOLDER}/undone.html"

    @property
    def more(self) -> bool:
        return self.lines_in_all > len(self.rows)


def block_of(roster_import: Import, taken_back: Mapping[str, int]) -> RecordBlock:
    counts: Mapping[str, Mapping[str, int]] = roster_import.counts.get("records", {})
    total = {act: sum(each.get(act, 0) for each in counts.values()) for act in ACTS}
    lines = roster_import.lines
    return RecordBlock(
        total,
        [(name, counts[kind]) for kind, name in KINDS.items() if kind in counts],
        [
            (label(each), message(each))
            for each in records_planned.problems(roster_import)
            if each.row is not None
        ],
        [
            {
                "label": "" if line.row is None else lines.label(line.row),
                "act": line.get_act_display(),
                "kind": KINDS.get(line.kind, line.kind),
                "key": " · ".join(filter(None, line.key.split("|"))),
            }
            for line in records_planned.lines(roster_import)
        ],
        sum(total[act] for act in (RecordAct.CREATE, RecordAct.CHANGE, RecordAct.REMOVE)),
        taken_back.get("removed", 0),
        taken_back.get("restored", 0),
    )

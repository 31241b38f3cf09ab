"""How a plan is shown, block by block. Sections that are looked at together have templates of their
own; any other section is shown by its counts and its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.section import Section
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.roster.records.section import RECORDS
from kinkeeper.web.staff.record_blocks import RecordBlock, block_of

FIRST = 50


@dataclass(frozen=True)
class Block:
    """The templates of a folder: `tiles` with the numbers, `lines` of the plan, `undone` with what
    an undo takes back; and where it has words of its own a `sentence`, and what the button to apply
    the plan says."""

    folder: str

    @property
    def tiles(self) -> str:
        return f"{self.folder}/tiles.html"

    @property
    def lines(self) -> str:
        return f"{self.folder}/rows.html"

    @property
    def undone(self) -> str:
        return f"{self.folder}/undone.html"


@dataclass(frozen=True)
class Worded(Block):
    @property
    def sentence(self) -> str:
        return f"{self.folder}/sentence.html"

    @property
    def apply(self) -> str:
        return f"{self.folder}/apply.html"


@dataclass(frozen=True)
class Plain(Block):
    """A section without words of its own: `counts` and what an undo takes `back` as (name, number),
    and the first `rows` as (row, what happens, more)."""

    name: str
    counts: Sequence[tuple[str, int]]
    back: Sequence[tuple[str, int]]
    rows: Sequence[tuple[str, str, Sequence[str]]]


# Which sections a block shows, all of them.
TOGETHER: dict[tuple[str, ...], Block] = {
    ("people", "relationships", "rights"): Worded("staff/imports/people"),
}


def blocks_of(
    roster_import: Import, taken_back: dict[str, Any] | None = None
) -> list[Block | RecordBlock]:
    """`taken_back`: what an undo takes back, where that is shown."""
    sections = {section.core.name: section for section in sections_of(roster_import)}
    blocks: list[Block | RecordBlock] = []
    for names, block in TOGETHER.items():
        if set(names) <= set(sections):
            blocks.append(block)
            sections = {name: each for name, each in sections.items() if name not in names}
    if RECORDS.name in sections:
        del sections[RECORDS.name]
        blocks.append(block_of(roster_import, (taken_back or {}).get(RECORDS.name, {})))
    plain = [_plain(roster_import, section, taken_back or {}) for section in sections.values()]
    return [*blocks, *plain]


def _plain(roster_import: Import, section: Section, taken_back: dict[str, Any]) -> Plain:
    name = section.core.name
    counts = roster_import.counts.get(name, {})
    return Plain(
        "staff/imports/plain",
        name=name,
        counts=list(counts.items()),
        back=list(taken_back.get(name, {}).items()),
        rows=[_row(row) for row in section.rows(roster_import, FIRST)],
    )


def _row(row: dict[str, Any]) -> tuple[str, str, list[str]]:
    more = [str(value) for name, value in row.items() if name not in {"row", "act"} and value]
    return str(row["row"] or ""), row["act"], more

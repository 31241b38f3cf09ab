"""What a plan has of relationships, counted once: a statement for what it has nothing of would
still read all of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from kinkeeper.intake.models import Import
from kinkeeper.lib import db

COUNTED = """
SELECT act, count(*), count(state_before), count(*) FILTER (WHERE adds_source), count(pending_id)
FROM intake_plannedrelationship WHERE roster_import_id = %s GROUP BY act
"""


@dataclass(frozen=True)
class Counts:
    """Of the lines of one act. `again`: those of two between whom there is a relationship already;
    `asserted` those of which this file is one more source, `of_pendings` those of a pending one."""

    lines: int = 0
    again: int = 0
    asserted: int = 0
    of_pendings: int = 0


@dataclass(frozen=True)
class Planned:
    acts: Mapping[str, Counts]

    @classmethod
    def of(cls, roster_import: Import) -> "Planned":
        counted = db.rows(COUNTED, [roster_import.pk])
        return cls({act: Counts(*counts) for act, *counts in counted})

    def lines(self, *acts: str) -> int:
        return sum(self.acts[act].lines for act in acts if act in self.acts)

    def again(self, *acts: str) -> int:
        return sum(self.acts[act].again for act in acts if act in self.acts)

    @property
    def asserted(self) -> int:
        return sum(each.asserted for each in self.acts.values())

    @property
    def of_pendings(self) -> int:
        return sum(each.of_pendings for each in self.acts.values())

"""What a plan has of people, counted once: a statement for what it has nothing of would still read
all of its lines."""

from dataclasses import dataclass

from kinkeeper.intake.models import Import
from kinkeeper.lib import db

COUNTED = """
SELECT coalesce(max(number), 0),
    count(*) FILTER (WHERE act = 'create'),
    count(*) FILTER (WHERE act = 'asked'),
    count(*) FILTER (WHERE act = 'update'),
    count(*) FILTER (WHERE act = 'update' AND changes IS NOT NULL),
    count(mark) FILTER (WHERE act IN ('update', 'unchanged')),
    count(sealed_password), count(paths), count(leaves)
FROM intake_plannedperson WHERE roster_import_id = %s
"""


@dataclass(frozen=True)
class Planned:
    """`last`: the number of the last line. `changed` are those of whom a field changes, `marked`
    those who were decided or taken to be the same; `sealed` have a password, `placed` and `left`
    an organisation that they come to or leave."""

    last: int
    new: int
    asked: int
    updated: int
    changed: int
    marked: int
    sealed: int
    placed: int
    left: int

    @classmethod
    def of(cls, roster_import: Import) -> "Planned":
        return cls(*db.rows(COUNTED, [roster_import.pk])[0])

"""School records go with the account that is kept, and back again."""

from collections.abc import Mapping, Sequence

from kinkeeper.lib import db
from kinkeeper.people.models import Person
from kinkeeper.roster.records.kinds import KINDS

# The tables whose records are about somebody, and the column that says whom.
ABOUT = {kind.table: kind.of_person for kind in KINDS if kind.of_person}


def move(kept: Person, gone: Person) -> dict[str, list[int]]:
    """Which records moved, by table."""
    moved = {}
    for table, column in ABOUT.items():
        query = f"UPDATE {table} SET {column} = %s WHERE {column} = %s RETURNING id"  # noqa: S608  # names of ours
        found = db.column(query, [kept.pk, gone.pk])
        if found:
            moved[table] = found
    return moved


def back(kept: Person, gone: Person, moved: Mapping[str, Sequence[int]]) -> None:
    """What is still with the account that was kept."""
    for table, numbers in moved.items():
        column = ABOUT[table]
        query = f"UPDATE {table} SET {column} = %s WHERE {column} = %s AND id = ANY(%s)"  # noqa: S608  # as above
        db.run(query, [gone.pk, kept.pk, list(numbers)])

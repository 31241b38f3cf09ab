"""Which organisation each school of a file is: one that is there, or a new one."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

SCHOOL, DISTRICT = "school", "district"


@dataclass(frozen=True)
class Place:
    """A path, what kind of organisation it is, and whether it has to be made."""

    path: str
    kind: str
    new: bool


def places(
    schools: pl.DataFrame, known: Mapping[str, str], organisations: pl.DataFrame, below: str
) -> dict[str, Place]:
    """`schools` (key, name, above, sort) are those that no record has yet; `known` are the paths of
    the others by key, `organisations` (path, name) those of the site, `below`: the path of the
    import. A school is found by its path, or where only one bears its name or its key."""
    rows = {row["key"]: row for row in schools.iter_rows(named=True)}
    by_name: dict[str, list[str]] = {}
    for path, name in organisations.select("path", "name").iter_rows():
        by_name.setdefault(name, []).append(path)
    there = set(organisations["path"])
    found: dict[str, Place] = {}

    def path_of(key: str, seen: frozenset[str] = frozenset()) -> str:
        """Where what lies below this key is; a circle ends at the import's own place."""
        if key in known:
            return known[key]
        if key not in rows or key in seen:
            return below
        return of(key, seen).path

    def of(key: str, seen: frozenset[str] = frozenset()) -> Place:
        if key in found:
            return found[key]
        row = rows[key]
        above = path_of(row["above"], seen | {key}) if row["above"] else below
        kind = DISTRICT if row["sort"] == DISTRICT else SCHOOL
        path = f"{above}/{row['name']}" if above else row["name"]
        alone = next(
            (by_name[name][0] for name in (row["name"], key) if len(by_name.get(name, ())) == 1),
            None,
        )
        path = path if path in there else alone or path
        found[key] = Place(path, kind, path not in there)
        return found[key]

    return {key: of(key) for key in rows}

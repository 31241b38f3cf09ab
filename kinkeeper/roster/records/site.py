"""What a plan of records must be told of the site."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.records.kind import Decided, Kind


@dataclass(frozen=True)
class Site:
    """All values are texts, as in a plan, but the flags `own` and `below`.

    `rows`: the records that are there, by kind (`standing.STANDING` and the kind's columns): of
    kinds that are not `removed` (schools, groups, codes) all within reach, of others those of the
    series, and where a file and a hand could speak of the same also what was entered by hand.
    `people`: key, id, profile of whom the files name, within reach. `organisations`: path and name.
    `zones` is the time zone of a school by its internal ID, `zone` that of a new one that says
    none, `place` the path below which new schools come. `draw` gives internal IDs for a table.
    `totals`: how many records of a kind the series has. `results_after`, `decided`: as in `Known`.
    """

    rows: Mapping[str, pl.DataFrame]
    people: pl.DataFrame
    organisations: pl.DataFrame
    paths: Mapping[str, str]
    zones: Mapping[str, str]
    zone: str
    place: str
    draw: Callable[[Kind, int], list[int]]
    totals: Callable[[Kind], int]
    results_after: int = 0
    decided: Sequence[Decided] = ()

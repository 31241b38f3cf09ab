"""What a plan does with rights and consents that files bring, with their days (K16, K18, K27).

A series' rows of a parent and a child are one voice: the parent sees what all of those in force on
a day give, and nothing where none of them is. A later file replaces what its series said of the
two; of whom it is silent, what was said stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from kinkeeper.roster.records.pairs import NONE
from kinkeeper.roster.vocabulary import Area, ConsentAct, RightsAct

type Pair = tuple[str, str]
type Areas = frozenset[str]
EVERY: Areas = frozenset(Area)
ALWAYS = "0001-01-01"


@dataclass(frozen=True)
class Row:
    """One row of a file or one statement: areas with their first and last day, or empty."""

    areas: Areas
    first: str = ""
    last: str = ""

    def on(self, day: str) -> bool:
        return (not self.first or self.first <= day) and (not self.last or day <= self.last)


@dataclass(frozen=True)
class Standing:
    """What is said of a pair: by the series (`own`), whether anybody else speaks, what holds where
    nobody does, and the internal IDs of all that is said."""

    own: Sequence[Row] = ()
    others: bool = False
    default: Areas = EVERY
    seen: tuple[int, ...] = ()


def areas_of(text: str) -> Areas:
    return frozenset(text.split(";")) - {NONE, ""}


def given(rows: Iterable[Row], day: str) -> Areas:
    """What a voice gives on a day."""
    held = [row.areas for row in rows if row.on(day)]
    return frozenset.intersection(*held) if held else frozenset()


def act(rows: Sequence[Row], standing: Standing) -> RightsAct:
    """Wider is what gives on any day an area that was not given before."""
    if standing.own and set(rows) == set(standing.own):
        return RightsAct.EXISTING
    days = _days([*rows, *standing.own])
    if standing.own:
        wider = any(given(rows, day) - given(standing.own, day) for day in days)
        return RightsAct.WIDEN if wider else RightsAct.NARROW
    wider = not standing.others and any(given(rows, day) - standing.default for day in days)
    return RightsAct.WIDEN if wider else RightsAct.SET


def _days(rows: Iterable[Row]) -> set[str]:
    """One of each span in which the same rows are in force."""
    found = {ALWAYS}
    for row in rows:
        found |= {row.first} if row.first else set()
        if row.last:
            found.add((date.fromisoformat(row.last) + timedelta(days=1)).isoformat())
    return found


RIGHTS_LINES: dict[str, Any] = {
    "row": pl.UInt32,
    "act": pl.String,
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "match": pl.String,
    "value": pl.String,
    "folded": pl.String,
    "areas": pl.List(pl.String),
    "before": pl.List(pl.String),
    "seen": pl.List(pl.Int64),
    "starts_on": pl.String,
    "ends_on": pl.String,
}


def rights(good: pl.DataFrame, standing: Mapping[Pair, Standing]) -> pl.DataFrame:
    """A line for each row. `good`: tidy rows of `pairs.RIGHTS`."""
    by_pair: dict[Pair, list[tuple[int, Row]]] = {}
    for number, parent, child, text, first, last in good.select(
        "row", "parent_id", "child_id", "areas", "starts_on", "ends_on"
    ).iter_rows():
        row = Row(areas_of(text), first or "", last or "")
        by_pair.setdefault((parent, child), []).append((number, row))
    lines = []
    for (parent, child), rows in by_pair.items():
        said = standing.get((parent, child), Standing())
        done = act([row for _number, row in rows], said)
        for number, row in rows:
            lines.append(
                {
                    "row": number,
                    "act": done.value,
                    "parent_id": int(parent),
                    "child_id": int(child),
                    "match": "sync-key",
                    "value": "",
                    "folded": "",
                    "areas": [area for area in Area if area in row.areas],
                    "before": None,
                    "seen": list(said.seen),
                    "starts_on": row.first or None,
                    "ends_on": row.last or None,
                }
            )
    return pl.DataFrame(lines, schema=RIGHTS_LINES)


@dataclass(frozen=True)
class Consented:
    """The consents of a pupil for a parent: whether the pupil has decided, the one in force, and
    the internal IDs of all."""

    decided: bool = False
    now: Row | None = None
    seen: tuple[int, ...] = ()


CONSENT_LINES: dict[str, Any] = {
    "row": pl.UInt32,
    "act": pl.String,
    "parent_id": pl.Int64,
    "pupil_id": pl.Int64,
    "areas": pl.List(pl.String),
    "starts_on": pl.String,
    "ends_on": pl.String,
    "seen": pl.List(pl.Int64),
}


def consents(good: pl.DataFrame, standing: Mapping[Pair, Consented]) -> pl.DataFrame:
    """A line for each pair; the pupil's own decision stays, and nothing revives it (K18). A consent
    to nothing is none."""
    lines = []
    for number, parent, pupil, text, first, last in good.select(
        "row", "parent_id", "child_id", "areas", "starts_on", "ends_on"
    ).iter_rows():
        row = Row(areas_of(text), first or "", last or "")
        said = standing.get((parent, pupil), Consented())
        if said.decided or not row.areas:
            done = ConsentAct.DECIDED
        else:
            done = ConsentAct.EXISTING if said.now == row else ConsentAct.SET
        lines.append(
            {
                "row": number,
                "act": done.value,
                "parent_id": int(parent),
                "pupil_id": int(pupil),
                "areas": [area for area in Area if area in row.areas],
                "starts_on": row.first or None,
                "ends_on": row.last or None,
                "seen": list(said.seen),
            }
        )
    return pl.DataFrame(lines, schema=CONSENT_LINES)

"""What a sheet says beside its cells, told as notes of its table and as its odd cells."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from kinkeeper.roster.table import ODD, Table

MOST = 10
ROOM = 200
SINCE_1904 = datetime.date(1904, 1, 1)


def with_said(table: Table, said: Mapping[str, Any]) -> Table:
    """`said` as the process that reads spreadsheets has it (`spreadsheet_child.Said`)."""
    notes = list(table.notes)
    if said["others"]:
        notes.append(("other-sheets", {"sheets": ", ".join(said["others"])[:ROOM]}))
    if said["unseen"]:
        notes.append(("hidden-sheets", {"sheets": ", ".join(said["unseen"])[:ROOM]}))
    hidden = said["rows"]
    if hidden:
        rows = ", ".join(map(str, hidden[:MOST])) + (", …" if len(hidden) > MOST else "")
        notes.append(("hidden-rows", {"count": len(hidden), "rows": rows}))
    columns = tuple(_heading(table, place) for place in said["columns"])
    if columns:
        notes.append(
            ("hidden-columns", {"count": len(columns), "columns": ", ".join(columns)[:ROOM]})
        )
    return replace(
        table,
        notes=tuple(notes),
        blank_rows=max(0, table.blank_rows - len(hidden)),
        hidden_rows=len(hidden),
        hidden_columns=columns,
        odd=_odd(table, said["odd"]),
        day_zero=SINCE_1904 if said["since_1904"] else table.day_zero,
    )


def _heading(table: Table, place: int) -> str:
    named = table.headings[place] if place < len(table.headings) else ""
    return named or f"#{place + 1}"


def _odd(table: Table, cells: list[tuple[int, int, str, str]]) -> pl.DataFrame | None:
    """Those below the headings."""
    if not cells:
        return None
    said = [(row, _heading(table, place), what, value) for row, place, what, value in cells]
    rows = pl.concat([table.cells["row"], table.ragged["row"]])
    found = pl.DataFrame(said, schema=ODD, orient="row")
    found = found.filter(pl.col("row").is_in(rows.implode()))
    return None if found.is_empty() else found

"""Cells of records about which a person decides: what is asked of them, and what was answered.

A cell that can be read in two ways is asked about, one that is empty where a person can say the
value, and one that is unlikely and not impossible. Nothing of the row is taken until then.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

import polars as pl

from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.records.cells import UNCLEAR, Unread, Where
from kinkeeper.roster.records.kind import Decided, Kind

# More than these are no cases for a person: it is the wrong file, or the wrong order of days.
FIRST = 200
BETWEEN = "|"
NAME = "_name"
EMPTY = "record-empty"


def raw(heading: str) -> str:
    """Where a frame has what stands under a heading."""
    return f"={heading}"


def _headings(kind: Kind) -> list[str]:
    """Those by whose cells a row is known again, whatever can be read of it."""
    own = [kind.column(name).heading for name in kind.own_key]
    return [kind.key] if kind.key else [heading for heading in own if heading]


def _named(kind: Kind) -> pl.Expr:
    cells = [pl.col(raw(heading)).fill_null("") for heading in _headings(kind)]
    return pl.concat_str(cells, separator=BETWEEN)


def as_decided(
    kind: Kind, frame: pl.DataFrame, decided: Sequence[Decided]
) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """The rows with what people said instead of those cells; and by heading the rows whose cell,
    as it is read now, someone found right. How to read a cell does not say that it is."""
    mine = [each for each in decided if each.kind == kind.name and raw(each.heading) in frame]
    found: dict[str, pl.Series] = {}
    if not mine:
        return frame, found
    frame = frame.with_columns(_named(kind).alias(NAME))
    for heading in sorted({each.heading for each in mine}):
        cell = pl.col(raw(heading))
        said = pl.DataFrame(
            [(each.name, each.text, each.said) for each in mine if each.heading == heading],
            {NAME: pl.String, "_text": pl.String, "_said": pl.String},
            orient="row",
        ).unique([NAME, "_text"], keep="last")
        frame = frame.with_columns(_text=cell.fill_null("")).join(
            said, on=[NAME, "_text"], how="left", maintain_order="left"
        )
        frame = frame.with_columns(pl.coalesce("_said", cell).alias(raw(heading)))
        frame = frame.drop("_text", "_said")
        right = said.filter(pl.col("_text") == pl.col("_said")).select(NAME, "_text")
        found[heading] = frame.join(
            right, left_on=[NAME, raw(heading)], right_on=[NAME, "_text"], how="semi"
        )["row"]
    return frame, found


def with_questions(
    kind: Kind,
    frame: pl.DataFrame,
    problems: pl.DataFrame,
    doubts: Collection[tuple[str, str]],
    order: str | None,
) -> pl.DataFrame:
    """The problems; what a person decides has all that is asked in its detail. `doubts`: code and
    heading of what a person may find right or can fill in. A row that has another error as well is
    not asked about: an answer would not bring it."""
    pairs = [pl.lit(value=False)] + [
        (pl.col("code") == code) & (pl.col("column") == heading) for code, heading in doubts
    ]
    ways = (pl.col("code") == UNCLEAR) & pl.col("detail").str.contains('"ways"', literal=True)
    asks = pl.any_horizontal(*pairs, ways.fill_null(value=False))
    wrong = problems.with_row_index("_place").filter(pl.col("severity") == ERROR)
    asked = wrong.filter(asks.all().over("row")).sort("row", maintain_order=True).head(FIRST)
    if asked.is_empty():
        return problems
    rows = frame if NAME in frame.columns else frame.with_columns(_named(kind).alias(NAME))
    rows = rows.with_columns(pl.col("row").cast(pl.UInt32))
    found = rows.filter(pl.col("row").is_in(asked["row"].implode()))
    by_row = {each["row"]: each for each in found.iter_rows(named=True)}
    details = {
        each["_place"]: json.dumps(_detail(kind, each, by_row[each["row"]], order))
        for each in asked.iter_rows(named=True)
        if each["row"] in by_row and by_row[each["row"]][NAME].strip(BETWEEN)
    }
    told = problems["detail"].to_list()
    return problems.with_columns(
        detail=pl.Series([details.get(n, each) for n, each in enumerate(told)], dtype=pl.String)
    )


def _detail(
    kind: Kind, problem: Mapping[str, Any], row: Mapping[str, Any], order: str | None
) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(problem["detail"] or "{}")
    heading, text = problem["column"], row[raw(problem["column"])] or ""
    ways = said.pop("ways", [text] if text else [])
    mark = "\n".join((kind.name, row[NAME], heading, text))
    return said | {
        "asked": {
            "kind": kind.name,
            "name": row[NAME],
            "of": {each: row[raw(each)] or "" for each in _headings(kind)},
            "heading": heading,
            "text": text,
            "ways": ways,
            "doubt": problem["code"] != UNCLEAR,
            "keys": _keys(kind, row, heading, ways, order),
            "person": row.get(kind.of_person or ""),
            "mark": sha256(mark.encode()).hexdigest(),
        }
    }


def _keys(
    kind: Kind, row: Mapping[str, Any], heading: str, ways: Sequence[str], order: str | None
) -> list[str]:
    """Those that the record can have, however it is decided."""
    own = [kind.column(name) for name in kind.own_key]
    if kind.key or heading not in {column.heading for column in own}:
        return [row["key"]] if row["key"] else []
    found = []
    for way in ways:
        parts = []
        for column in own:
            if column.heading == heading and column.read is not None:
                read = column.read(way, Where(row["_zone"], order))
                parts.append("" if isinstance(read, Unread) else read)
            elif column.directory is not None:
                parts.append(row[raw(column.heading)] or "")
            else:
                parts.append(row[column.name] or "")
        found.append(BETWEEN.join(parts))
    return found

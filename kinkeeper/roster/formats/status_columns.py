"""Columns of tables without a standard that say whether a row holds: a status, a first and a last
day (K35).

A column counts as soon as its heading says so and, where it is one of words, at least half of its
filled cells are known; one of other words (*married*, *full-time*) is left unread. In a column that
counts what cannot be read is an error of its row.
"""

import datetime
import json
from collections.abc import Collection, Mapping
from dataclasses import replace

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import emptied
from kinkeeper.roster.cells.validity import DISABLED, ENDED, NOT_NOW, is_over
from kinkeeper.roster.formats.canonical import links, wrong
from kinkeeper.roster.formats.status_words import by_days, by_word
from kinkeeper.roster.headings.heading_subject import CONTACT, PARENT, PUPIL
from kinkeeper.roster.headings.validity_words import lasting_of, words_for
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import NO_PROBLEMS, WARNING
from kinkeeper.roster.table import HOLDS, Table
from kinkeeper.roster.text.row_numbers import Lines
from kinkeeper.roster.text.spreadsheet_days import from_serial

DAYS = ("first", "last")
OTHERS = {"parent": (PUPIL, CONTACT), "pupil": (PARENT, CONTACT)}


def of_rows(
    table: Table, today: datetime.date, options: Options, by_hand: Collection[str] = ()
) -> Table:
    """The table with `held`, `over`, `heeded`. `by_hand`: headings (folded) of something else.
    Raises `FileRefused` where the order of dates must be asked."""
    profile = options.profile
    said = {
        place: what
        for place, heading in enumerate(table.headings)
        if fold_heading(heading) not in by_hand and (what := _what(heading, profile)) is not None
    }
    said = {place: what for place, what in said.items() if _counts(table, place, what)}
    days = [next((at for at in said if said[at] == end), None) for end in DAYS]
    said = {at: what for at, what in said.items() if what not in DAYS or at in days}
    if not said:
        return table
    rows = table.cells.with_columns(pl.lit(None, kind).alias(name) for name, kind in HOLDS.items())
    found = [] if table.found is None else [table.found]
    for place, what in said.items():
        if what not in DAYS:
            rows, odd = by_word(rows, f"c{place}", words_for(what), table.headings[place])
            found.append(odd)
    rows, odd = _dated(table, rows, said, options.date_order)
    found.append(odd)
    table.taken.update(said)
    over = rows.select(_left_out(profile, today)).to_series()
    held = rows.select("row", *HOLDS) if profile == "parent" else None
    return replace(
        table,
        held=held,
        over=rows.filter(over)["row"],
        found=pl.concat(found),
        heeded=frozenset(said),
    )


def _left_out(profile: str, today: datetime.date) -> pl.Expr:
    """Of whom nothing is made: who is over, and staff who are disabled. A suspended pupil is a
    child still, and a parent who is suspended is asked about."""
    over = is_over(today)
    if profile in {"parent", "pupil"}:
        return over
    return over | (pl.col("holds") == DISABLED).fill_null(value=False)


def _dated(
    table: Table, rows: pl.DataFrame, said: Mapping[int, str], order: str | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    first = next((place for place, what in said.items() if what == "first"), None)
    last = next((place for place, what in said.items() if what == "last"), None)
    cells = {
        name: pl.lit(None, pl.String) if place is None else _cell(table, place)
        for name, place in (("first", first), ("last", last))
    }
    headings = tuple("" if place is None else table.headings[place] for place in (first, last))
    rows = rows.with_columns(**cells)
    return by_days(rows, "first", "last", (headings[0], headings[1]), order=order)


def _cell(table: Table, place: int) -> pl.Expr:
    cell = pl.col(f"c{place}").str.strip_chars()
    return from_serial(cell, table.day_zero) if table.spreadsheet and table.day_zero else cell


def _what(heading: str, profile: str) -> str | None:
    """`status`, `active`, `gone`, `shut`, `first` or `last`; None for any other heading, and for
    one that says it of somebody else than the row's own person or relationship."""
    said = lasting_of(heading)
    return None if said.whom in OTHERS.get(profile, ()) else said.what


def _counts(table: Table, place: int, what: str) -> bool:
    if what in DAYS:
        return True
    cells = table.cells[f"c{place}"].str.strip_chars().str.to_lowercase()
    filled = cells.filter(cells != "")
    known = filled.is_in(list(words_for(what))).sum()
    return 0 < filled.len() <= 2 * known


def apart_nameless(table: Table, child: int | None) -> tuple[Table, pl.DataFrame]:
    """Of a table of pupils' rows without those that are over and name no `child` (the place of the
    key; none has one), and their problems. Such a row says that the pupil's time is over, and
    nothing of the parents beside: of which of their children, it does not tell (K6)."""
    if table.over is None or table.over.is_empty():
        return table, NO_PROBLEMS
    named = pl.lit(value=False)
    if child is not None:
        named = (emptied(pl.col(f"c{child}")).str.strip_chars() != "").fill_null(value=False)
    nameless = pl.col("row").is_in(table.over.implode()) & ~named
    lines = table.cells.filter(nameless).select("row", value=pl.lit(""))
    cells = table.cells.filter(~nameless)
    problems = wrong(lines, NOT_NOW, "", "value", WARNING)
    return (
        replace(
            table, cells=cells, over=table.over.filter(table.over.is_in(cells["row"].implode()))
        ),
        problems.with_columns(detail=pl.lit(json.dumps({"why": ENDED}))),
    )


def on_parts(relationships: pl.DataFrame, table: Table, lines: Lines) -> pl.DataFrame:
    """`LINKS` of a table whose lines have several rows: what a line says holds for each of them."""
    if table.held is None:
        return relationships
    said = table.held.rename({"row": "line"})
    rows = relationships.drop(list(HOLDS)).with_columns(line=_line(pl.col("row"), lines))
    return links(rows.join(said, on="line", how="left", maintain_order="left"))


def parts_over(table: Table, people: pl.DataFrame, lines: Lines) -> pl.Series | None:
    """The rows of `people` whose lines are over."""
    if table.over is None:
        return None
    return people.filter(_line(pl.col("row"), lines).is_in(table.over.implode()))["row"]


def _line(row: pl.Expr, lines: Lines) -> pl.Expr:
    return (row // lines.stride).cast(pl.UInt32)

"""The rows of a roster with their dates read."""

import polars as pl

from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.cells.find_row_problems import problems_of
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import DATES
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS
from kinkeeper.roster.table import FileRefused


def dated(
    rows: pl.DataFrame, mapping: Mapping, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with ISO dates, and what is wrong with the others, which stay as they are written.
    Raises `FileRefused` where it must be asked whether the day or the month comes first."""
    found = [NO_PROBLEMS]
    for field in DATES:
        if field not in mapping.columns:
            continue
        heading = mapping.headings[field]
        dates = read_dates(rows[field], options.date_order)
        if dates.asks is not None:
            raise FileRefused("date-order", column=heading, example=dates.asks)
        unread = dates.cells.is_null() & rows[field].is_not_null()
        for code, odd in (("bad-date", ~dates.against), ("date-other-order", dates.against)):
            wrong = rows.filter(unread & odd)
            found.append(problems_of(wrong, heading, code, ERROR, pl.col(field)))
        rows = rows.with_columns(pl.coalesce(dates.cells.alias(field), pl.col(field)))
    return rows, pl.concat(found)

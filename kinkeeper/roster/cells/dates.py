"""Reads a column of dates in the one order in which it is written as a whole (K31).

What begins with the year, and what has dots, can be read in one way only. In a column with strokes
the day or the month may come first: a date above the twelfth, or one with dots, tells it of all of
them. Where none does, it is asked.
"""

from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.vocabulary import DateOrder

DAY_FIRST, MONTH_FIRST = (order.value for order in DateOrder)
FIRST_YEAR = "1900"
_ISO = r"^(\d{4}-\d{2}-\d{2})$"
# The year first, with or without marks; midnight behind it is what a spreadsheet adds.
_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?Z?)?"
_YEAR_FIRST = rf"^(?<y>\d{{4}})([-/.])(?<m>\d{{1,2}})[-/.](?<d>\d{{1,2}}){_MIDNIGHT}$"
_EIGHT = r"^(?<y>(?:19|20)\d{2})(?<m>0[1-9]|1[0-2])(?<d>\d{2})$"
_DOTTED = rf"^(?<d>\d{{1,2}})\. ?(?<m>\d{{1,2}})\. ?(?<y>\d{{4}})\.?{_MIDNIGHT}$"
_EITHER = rf"^(?<one>\d{{1,2}})[/-](?<two>\d{{1,2}})[/-](?<y>\d{{4}}){_MIDNIGHT}$"


@dataclass(frozen=True)
class Dates:
    """`cells`: ISO dates where they could be read, else null. `order` is that of the column, where
    it matters. `asks`: a cell that can be read in both orders, or two that cannot be read in one,
    where nothing tells which it is. `against`: whether a cell is a date, but only in the other
    order."""

    cells: pl.Series
    order: str | None
    asks: str | None
    against: pl.Series


def read_dates(column: pl.Series, order: str | None = None) -> Dates:
    """`column` of trimmed texts, null where empty; `order` (a `DateOrder`) is what a person said,
    and counts where the column itself does not tell."""
    column = column.cast(pl.String)
    none = pl.repeat(value=False, n=column.len(), dtype=pl.Boolean, eager=True)
    plain = _iso(column.str.extract(_ISO, 1))
    if plain.null_count() == column.null_count():
        return Dates(plain, None, None, none)
    frame = column.alias("text").to_frame().with_row_index("at")
    rest = frame.filter(plain.is_null() & column.is_not_null())
    named = [rest["text"].str.extract_groups(shape).struct for shape in _ONE_WAY]
    one_way = [_date(each.field("y"), each.field("m"), each.field("d")) for each in named]
    read = rest.select(pl.coalesce(*one_way)).to_series()
    dotted = one_way[-1].is_not_null().any()
    either = rest["text"].str.extract_groups(_EITHER).struct
    year, first, second = (either.field(name) for name in ("y", "one", "two"))
    ways = {
        DAY_FIRST: _date(year, second, first),
        MONTH_FIRST: _date(year, first, second),
    }
    chosen, asks = _order(rest["text"], ways, order, dotted=dotted)
    cells, against = plain, none
    if chosen is not None:
        other = ways[MONTH_FIRST if chosen == DAY_FIRST else DAY_FIRST]
        read = rest.select(pl.coalesce(read, ways[chosen])).to_series()
        against = none.scatter(rest["at"].filter(read.is_null() & other.is_not_null()), values=True)
    cells = cells.scatter(rest["at"], read).alias(column.name)
    return Dates(cells, chosen, asks, against)


_ONE_WAY = (_YEAR_FIRST, _EIGHT, _DOTTED)


def _order(
    text: pl.Series, ways: dict[str, pl.Series], order: str | None, *, dotted: bool
) -> tuple[str | None, str | None]:
    """The column's order, and a cell to ask about where there is none."""
    day, month = ways[DAY_FIRST], ways[MONTH_FIRST]
    only_day = (day.is_not_null() & month.is_null()).sum()
    only_month = (month.is_not_null() & day.is_null()).sum()
    if only_day and only_month and order is not None:
        return order, None
    if dotted or only_day > only_month:
        return DAY_FIRST, None
    if only_month > only_day:
        return MONTH_FIRST, None
    if order is not None:
        return order, None
    unsure = text.filter((day != month).fill_null(value=False))
    if unsure.is_empty() and not only_day:
        return DAY_FIRST, None  # either way they are the same days
    if unsure.len():
        return None, unsure[0]
    return None, ", ".join(text.filter(way.is_not_null())[0] for way in (day, month))


def _date(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    parts = [year, month.str.zfill(2), day.str.zfill(2)]
    frame = pl.DataFrame({f"{at}": part for at, part in enumerate(parts)})
    return _iso(frame.select(pl.concat_str(pl.all(), separator="-")).to_series())


def _iso(texts: pl.Series) -> pl.Series:
    """Those that are days of the calendar, from 1900 on."""
    good = texts.str.to_date("%Y-%m-%d", strict=False).is_not_null() & (texts >= FIRST_YEAR)
    return texts.to_frame("text").select(pl.when(good).then("text")).to_series()

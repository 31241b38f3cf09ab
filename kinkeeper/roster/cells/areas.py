"""What a cell says of the areas of a child that a parent may see (K16).

It has their codes or names, or the name of a preset, divided by `;`, `,` or `|`; *none* is nothing.

An empty cell says nothing, and lifts nothing (K27). Areas travel through frames as a number, with a
bit for each in the order of `Area`; so narrower is a question of bits.
"""

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

from kinkeeper.roster.cells.claim_words import UNKNOWN
from kinkeeper.roster.vocabulary import AREAS_OF, Area, Preset

BIT = {area: 1 << place for place, area in enumerate(Area)}
EVERY = sum(BIT.values())
BITS = pl.Int16
# Names as they are shown, beside the codes.
NAMES = {
    "school day and timetable": Area.SCHOOL_DAY,
    "school day": Area.SCHOOL_DAY,
    "timetable": Area.SCHOOL_DAY,
    "work and results": Area.WORK_RESULTS,
    "results": Area.WORK_RESULTS,
    "contact details": Area.CONTACT,
    "documents and plans": Area.DOCUMENTS,
}
PRESETS = {"all": Preset.EVERYTHING, "none": Preset.NOTHING}


def readable(cell: str) -> bool:
    """Whether it says something, if only that it is unknown."""
    return _folded(cell) in UNKNOWN or bits_of(cell) is not None


def bits_of(cell: str) -> int | None:
    """None where it is unknown, or any part of it cannot be read."""
    parts = [_folded(part) for part in re.split(r"[;,|]", cell)]
    meant = [_meant(part) for part in parts if part]
    if not meant or None in meant:
        return None
    if frozenset() in meant and len(meant) > 1:  # nothing, and something beside it
        return None
    return bits(area for areas in meant for area in areas or ())


def bits(areas: Iterable[Area]) -> int:
    return sum(BIT[area] for area in set(areas))


def said(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `areas` as bits, null where a cell says nothing; and with `claim` *unknown*
    where it says that they are unknown: that grants nobody anything (K26). Nor does a cell that
    cannot be read: its row is left out, and is evidence beside others of the two (K31). Needs
    `claim`."""
    cells = rows["areas"].unique().drop_nulls().to_list()
    meant = {cell: bits_of(cell) for cell in cells}
    unknown = [cell for cell in cells if meant[cell] is None]
    silent = pl.col("claim").is_null() | (pl.col("claim") == "yes")
    lowered = silent & pl.col("areas").is_in(unknown).fill_null(value=False)
    return rows.with_columns(
        claim=pl.when(lowered).then(pl.lit("unknown")).otherwise("claim"),
        areas=pl.col("areas").replace_strict(meant or {"": None}, default=None, return_dtype=BITS),
    )


def narrowest(relationships: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """Each line with the areas that all lines of the same relationship give: what any of them keeps
    from the parent is kept. `of` are the columns that tell relationships apart."""
    if relationships["areas"].null_count() == relationships.height:
        return relationships
    held = {bit: (pl.col("areas") & bit).min().over(of) for bit in BIT.values()}
    common = pl.sum_horizontal(held.values(), ignore_nulls=False)
    return relationships.with_columns(areas=common.cast(BITS))


def within(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether all areas of one are among those of the other."""
    return (one & other) == one


def listed(number: pl.Expr) -> pl.Expr:
    """The areas of each number, as a list of codes; null for null."""
    each = [pl.when((number & bit) > 0).then(pl.lit(area.value)) for area, bit in BIT.items()]
    return pl.when(number.is_not_null()).then(pl.concat_list(each).list.drop_nulls())


def _meant(part: str) -> frozenset[Area] | None:
    if part in PRESETS:
        return AREAS_OF[PRESETS[part]]
    if part in NAMES:
        return frozenset({NAMES[part]})
    code = part.replace(" ", "-").replace("_", "-")
    if code in set(Preset):
        return AREAS_OF[Preset(code)]
    return frozenset({Area(code)}) if code in set(Area) else None


def _folded(cell: str) -> str:
    words = unicodedata.normalize("NFC", cell).casefold().strip(" .").split()
    return " ".join(words)

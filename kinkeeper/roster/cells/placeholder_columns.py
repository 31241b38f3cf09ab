"""Asks whole columns for placeholders (K33); what one is, `placeholders` says."""

import re
from functools import cache

import polars as pl

from kinkeeper.roster.cells.placeholders import MARKED, MARKS, SEVERAL, heads, is_placeholder

_SPACES = r"[\s_\-]"


def placeholder(cell: pl.Expr) -> pl.Expr:
    """Whether each cell is a placeholder; false where it is empty."""
    return cell.map_batches(placeholders, return_dtype=pl.Boolean)


def emptied(cell: pl.Expr) -> pl.Expr:
    """The cells, null where they are placeholders."""
    return pl.when(~placeholder(cell)).then(cell)


def placeholders(cells: pl.Series) -> pl.Series:
    """As `placeholder`. Of a million cells hardly one gets past the first look, which stops at
    their first letters; a text is judged by itself only where the second lets it through, too."""
    if cells.null_count() == cells.len():
        return _none(cells)
    hits = cells.str.contains(_beginnings())
    if not hits.any():
        return _none(cells)
    few = cells.alias("text").to_frame().with_row_index("at").filter(hits)
    lower = few["text"].str.strip_chars().str.to_lowercase()
    head = lower.str.split_exact("@", 1).struct[0].str.strip_chars(MARKS)
    head = head.str.replace_all(rf"{_SPACES}+", " ")
    bare = head.str.strip_chars(f"{MARKS}0x") == ""
    marked = lower.str.contains(rf"^(?:{MARKED})") | lower.str.contains(SEVERAL.pattern)
    odd = few.filter(head.is_in(_heads()) | bare | marked)
    said = [text for text in odd["text"].unique().to_list() if is_placeholder(text)]
    if not said:
        return _none(cells)
    places = odd.filter(pl.col("text").is_in(said))["at"]
    return _none(cells).scatter(places, values=True)


def _none(cells: pl.Series) -> pl.Series:
    return pl.Series(cells.name, [False], pl.Boolean).new_from_index(0, cells.len())


@cache
def _heads() -> pl.Series:
    return pl.Series(sorted(heads())).implode()


@cache
def _beginnings() -> str:
    """How the text of a placeholder may begin."""
    first = sorted({re.escape(head[:4]).replace(r"\ ", f"{_SPACES}+") for head in heads()})
    marks = f"[{re.escape(MARKS)}0x]"
    return rf"(?i)^\s*(?:{MARKED}|{marks}*(?:@|\s*$|{'|'.join(first)}))"

"""Takes placeholders out of a roster's rows and says so (K33)."""

import json
import re

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import placeholders
from kinkeeper.roster.cells.placeholder_problems import WHOLE_NAME, nameless, tell
from kinkeeper.roster.cells.placeholders import with_mark
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import IDENTIFYING, NAMES
from kinkeeper.roster.options import Options
from kinkeeper.roster.problems import NO_PROBLEMS

# So many people of one last name are no longer one family of that name.
STRANGERS = 3


def without_placeholders(
    rows: pl.DataFrame, mapping: Mapping, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with null for every placeholder, and the problems (`problems.SCHEMA`) that say so.
    Before keys get their prefix. Names are emptied only where nothing else can be meant."""
    found = [NO_PROBLEMS]
    for field in IDENTIFYING:
        if field in mapping.columns:
            rows, told = _cleared(rows, field, mapping.headings[field])
            found.append(told)
    if "child" in mapping.columns:
        rows, told = cut_children(rows, mapping.headings["child"], options)
        found.append(told)
    rows, told = _names(rows, mapping)
    return rows, pl.concat([*found, told])


def children_alone(
    rows: pl.DataFrame, heading: str, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As `without_placeholders`, of the column `child` alone."""
    rows, cleared = _cleared(rows, "child", heading)
    rows, cut = cut_children(rows, heading, options)
    return rows, pl.concat([cleared, cut])


def cut_children(
    rows: pl.DataFrame, heading: str, options: Options
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if not options.child_separator:
        return rows, NO_PROBLEMS
    return _parts(rows, heading, options.child_separator)


def _cleared(rows: pl.DataFrame, field: str, heading: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    nothing = placeholders(rows[field])
    told = tell(rows.filter(nothing), heading, pl.col(field))
    return _without(rows, field, nothing), told


def _without(rows: pl.DataFrame, field: str, nothing: pl.Series) -> pl.DataFrame:
    if not nothing.any():
        return rows
    return rows.with_columns(pl.when(~nothing).then(pl.col(field)).alias(field))


def _parts(rows: pl.DataFrame, heading: str, separator: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of several children in one cell those that are placeholders."""
    rows, cut = _uncut(rows, heading, separator)
    several = rows.filter(pl.col("child").str.contains(separator, literal=True))
    parts = several.select("row", part=pl.col("child").str.split(separator)).explode("part")
    nothing = placeholders(parts["part"])
    odd = parts.filter(nothing)
    if odd.is_empty():
        return rows, cut
    kept = (
        parts.filter(~nothing & pl.col("row").is_in(odd["row"].implode()))
        .group_by("row", maintain_order=True)
        .agg(pl.col("part").str.join(separator))
    )
    hit = odd.select("row").unique().join(kept, on="row", how="left")
    rows = rows.join(hit.with_columns(hit=True), on="row", how="left", maintain_order="left")
    child = pl.when(pl.col("hit").fill_null(value=False)).then("part").otherwise("child")
    rows = rows.with_columns(child=child).drop("hit", "part")
    return rows, pl.concat([cut, tell(odd, heading, pl.col("part").str.strip_chars())])


def _uncut(rows: pl.DataFrame, heading: str, mark: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Takes out those that the separator would cut to pieces: `S1/n/a` at a slash."""
    those = "|".join(map(re.escape, sorted(with_mark(mark), key=lambda word: (-len(word), word))))
    if not those:
        return rows, NO_PROBLEMS
    ends = re.escape(mark)
    inside = rf"(?i)(^|{ends})\s*({those})\s*({ends}|$)"
    hit = rows.filter(pl.col("child").str.contains(inside))
    said = tell(hit, heading, pl.col("child").str.extract(inside, 2))
    child = pl.col("child")
    for _again in range(2):  # two side by side share the mark between them
        child = child.str.replace_all(inside, "${1}${3}")
    bare = child.str.strip_chars(f"{mark} ")
    found = pl.col("row").is_in(hit["row"].implode())
    return rows.with_columns(
        child=pl.when(found & (bare != "")).then(bare).when(~found).then("child")
    ), said


def _names(rows: pl.DataFrame, mapping: Mapping) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Null and Na are names: they go only where nothing of the name is one, or where a single
    word stands in most of its column, for people who are not one family."""
    masks = {field: placeholders(rows[field]) for field in NAMES}
    if not any(mask.any() for mask in masks.values()):
        return rows, NO_PROBLEMS
    nobody = nameless(rows)
    mostly = [(field, _mostly(rows, field, mask)) for field, mask in masks.items()]
    heading = next(mapping.headings[field] for field in NAMES if field in mapping.headings)
    found = [tell(rows.filter(nobody), heading, WHOLE_NAME)]
    for field in NAMES:
        rows = _without(rows, field, nobody)
    for field, cells in mostly:
        if cells is not None:
            told = tell(rows.filter(cells).head(1), mapping.headings[field], pl.col(field))
            detail = json.dumps({"count": cells.sum()})
            found.append(told.with_columns(row=pl.lit(None, pl.UInt32), detail=pl.lit(detail)))
            rows = _without(rows, field, cells)
    return rows, pl.concat(found)


def _mostly(rows: pl.DataFrame, field: str, nothing: pl.Series) -> pl.Series | None:
    """The cells with the one placeholder that fills most of the column; null for none."""
    filled = rows[field].count()
    if 2 * nothing.sum() <= filled:
        return None
    folded = rows[field].str.to_lowercase()
    word = folded.filter(nothing).mode().sort()[0]
    cells = (folded == word).fill_null(value=False)
    other = NAMES[1 - NAMES.index(field)]
    strangers = rows.filter(cells)[other].drop_nulls().str.to_lowercase().n_unique()
    return cells if 2 * cells.sum() > filled and strangers >= STRANGERS else None

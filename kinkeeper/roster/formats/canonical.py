"""What every format needs: columns by name, people in, one table out."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import placeholder, placeholders
from kinkeeper.roster.cells.placeholder_problems import tell
from kinkeeper.roster.cells.whole_names import cut
from kinkeeper.roster.fields import IDENTIFYING
from kinkeeper.roster.problems import as_problems
from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.table import LINKS, FileRefused, Table
from kinkeeper.roster.text.row_numbers import Lines

Note = tuple[str, Mapping[str, object]]
ONE_LINE = Lines()
# So many runs of rows are named.
MOST = 10


@dataclass(frozen=True)
class Package:
    """The uploaded tables by the stems of their file names, read on the day `today`."""

    sheets: Sequence[Sheet]
    today: datetime.date

    def get(self, stem: str) -> Table | None:
        return next((sheet.table for sheet in self.sheets if sheet.stem == stem), None)

    def has(self, stem: str, *headings: str) -> bool:
        """Whether there is such a file with all these headings, whatever their case."""
        table = self.get(stem)
        return table is not None and has(table, *headings)

    @property
    def only(self) -> Table | None:
        return self.sheets[0].table if len(self.sheets) == 1 else None

    @property
    def notes(self) -> list[Note]:
        """What is said of the files; of quotation marks that are letters once for them all."""
        found: list[Note] = []
        for sheet in self.sheets:
            for code, detail in sheet.table.notes:
                if code == "quote-as-letter" and len(self.sheets) > 1:
                    if any(said == code for said, _detail in found):
                        continue
                    detail = {"line": f"{detail['line']} · {sheet.name}"}
                found.append((code, detail))
        return found


def has(table: Table, *headings: str) -> bool:
    return all(table.place(heading.casefold()) is not None for heading in headings)


# Columns of `pick` that say who somebody is: a placeholder in them is no value (K33).
IDENTIFIERS = frozenset({*IDENTIFYING, "key", "mail", "own_key", "value", "agents", "teacher"})
# Of the placeholders that were taken out of a row: the heading, and what stood in the cell.
TOLD = pl.List(pl.Struct({"column": pl.String, "value": pl.String}))


def pick(table: Table | None, **wanted: str | tuple[str, ...]) -> pl.DataFrame:
    """`row` and a String column for each name: the first filled of its headings (lower case),
    trimmed; null where empty or absent, or where one of the `IDENTIFIERS` is a placeholder, which
    `told` (see `TOLD`) keeps for `build`. An absent table has no rows."""
    if table is None:
        schema: dict[str, Any] = {"row": pl.UInt32} | dict.fromkeys(wanted, pl.String())
        return pl.DataFrame(schema=schema | {"told": TOLD})
    return pick_places(table, {name: _places(table, headings) for name, headings in wanted.items()})


def pick_places(table: Table, places: Mapping[str, Sequence[int]]) -> pl.DataFrame:
    """As `pick`, of columns by their places."""
    table.taken.update(place for several in places.values() for place in several)
    asked = {place for name in IDENTIFIERS & places.keys() for place in places[name]}
    masks = table.cells.select(placeholder(pl.col(f"c{place}")) for place in sorted(asked))
    masks = masks.select(each.name for each in masks if each.any())
    odd = {name: ~masks[name] for name in masks.columns}
    columns = [pl.col("row")]
    for name, here in places.items():
        known = name in IDENTIFIERS
        cells = [_filled(f"c{place}", odd.get(f"c{place}") if known else None) for place in here]
        columns.append(pl.coalesce([*cells, pl.lit(None, pl.String)]).alias(name))
    return table.cells.select(*columns, _told(table, masks))


def _places(table: Table, headings: str | tuple[str, ...]) -> list[int]:
    choices = (headings,) if isinstance(headings, str) else headings
    return [place for each in choices if (place := table.place(each)) is not None]


def _filled(column: str, good: pl.Series | None) -> pl.Expr:
    trimmed = pl.col(column).str.strip_chars()
    filled = trimmed != ""
    return pl.when(filled if good is None else filled & good).then(trimmed)


def _told(table: Table, masks: pl.DataFrame) -> pl.Expr:
    if masks.width == 0:
        return pl.lit(None, TOLD).alias("told")
    said = [
        pl.when(mask).then(
            pl.struct(
                column=pl.lit(table.headings[int(mask.name[1:])]),
                value=pl.col(mask.name).str.strip_chars(),
            )
        )
        for mask in masks
    ]
    return pl.concat_list(said).list.drop_nulls().cast(TOLD).alias("told")


def told(people: pl.DataFrame, *, file: str = "") -> pl.DataFrame:
    """The problems of placeholders that `pick` took out of these rows; with `file` of rows that
    stand beside the people's own file, and have no row in it."""
    said = people.select("row", "told").drop_nulls().unique("row", maintain_order=True)
    said = said.explode("told", empty_as_null=True).drop_nulls().unnest("told")
    if file:
        said = said.unique(["column", "value"], maintain_order=True).with_columns(
            row=pl.lit(None, pl.UInt32), column=pl.concat_str(pl.lit(f"{file}: "), "column")
        )
    return tell(said, pl.col("column"), pl.col("value"))


def build(
    package: Package,
    source: Table,
    people: pl.DataFrame,
    headings: Mapping[str, str],
    *,
    links: pl.DataFrame | None = None,
    child_heading: str = "",
    notes: Sequence[Note] = (),
    lines: Lines | None = None,
    found: pl.DataFrame | None = None,
    called: pl.DataFrame | None = None,
    over: pl.Series | None = None,
) -> Table:
    """`people` has `row` and a column for each field in `headings` (field -> heading as a person
    sees it); `source` is the file they stand in; `links` as in `LINKS`, `found` as in `SCHEMA`,
    `over` as in `Table`."""
    fields = [field for field in headings if field in people.columns]
    if "told" in people.columns:
        found = pl.concat([told(people), *([] if found is None else [found])])
        found = found.unique(maintain_order=True)
    cells = people.select(
        "row", *[pl.col(field).fill_null("").alias(f"c{at}") for at, field in enumerate(fields)]
    )
    return replace(
        source,
        headings=tuple(headings[field] for field in fields),
        cells=cells.sort("row"),
        fields=tuple(fields),
        links=None if links is None else links.select(list(LINKS)).cast(pl.Schema(LINKS)),
        child_heading=child_heading,
        notes=(*package.notes, *notes),
        lines=lines or source.lines,
        taken=set(),
        found=found,
        called=called,
        held=None,
        heeded=frozenset(),
        over=over,
        origin=source,
    )


def ids(column: str) -> pl.Expr:
    """A list cell, whatever it is separated and wrapped by; ids hold none of these marks."""
    return pl.col(column).fill_null("").str.extract_all(r"""[^\s,;\[\]"']+""")


def links(frame: pl.DataFrame) -> pl.DataFrame:
    """`LINKS` of a frame that has `row`, `value` and perhaps the rest."""
    return frame.select(
        [
            (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in LINKS.items()
        ]
    ).with_columns(pl.col("note").fill_null(""))


def lacking(table: Table | None, file: str) -> list[Note]:
    """The file of relationships did not come: no word on them, which is told."""
    return [("relationships-missing", {"file": file})] if table is None else []


def others(everybody: pl.DataFrame, read: pl.DataFrame, lines: Lines = ONE_LINE) -> list[Note]:
    """The rows of people of the package whom this profile does not read."""
    rows = everybody.join(read, on="row", how="anti")["row"].unique()
    return (
        [("other-people", {"count": rows.len(), "rows": spans(rows, lines)})] if len(rows) else []
    )


def spans(rows: pl.Series, lines: Lines = ONE_LINE) -> str:
    """Rows as a person finds them: `2–501, 517`; a long list is cut."""
    numbers = (rows // lines.stride).unique().sort().cast(pl.Int64)
    of_run = numbers.to_frame("n").with_columns(run=pl.col("n") - pl.int_range(pl.len()))
    runs = of_run.group_by("run", maintain_order=True).agg(pl.col("n").first(), last=pl.last("n"))
    said = [
        f"{first}" if first == last else f"{first}–{last}"
        for _run, first, last in runs.head(MOST).iter_rows()
    ]
    return ", ".join(said) + (", …" if runs.height > MOST else "")


def guardians_too(headings: Sequence[str], profile: str) -> list[Note]:
    """A file of pupils that names their parents is read once for each."""
    said = ", ".join(dict.fromkeys(headings))[:200]
    return [("names-guardians", {"headings": said})] if said and profile == "pupil" else []


def wrong(row: pl.DataFrame, code: str, column: str, value: str, severity: str) -> pl.DataFrame:
    """Problems (`SCHEMA`) of the rows of a frame; `value` names one of its columns."""
    return row.select(
        "row",
        column=pl.lit(column),
        code=pl.lit(code),
        severity=pl.lit(severity),
        value=pl.col(value).fill_null("").str.slice(0, 200),
        detail=pl.lit(None, pl.String),
    ).pipe(as_problems)


def nobody(whole: pl.Expr) -> pl.Expr:
    """Whether a whole name is a placeholder, or is made of two; Null and Na stay what they are
    beside a name."""
    return whole.map_batches(_nobodies, return_dtype=pl.Boolean)


def _nobodies(cells: pl.Series) -> pl.Series:
    halves = cut(cells).struct
    both = [placeholders(halves.field(half)) for half in ("given", "family")]
    return placeholders(cells) | (both[0] & both[1])


def without_nobody(
    rows: pl.DataFrame, column: str, heading: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with null for whole names that are placeholders, and the problems that say so."""
    mask = rows.select(nobody(pl.col(column))).to_series()
    said = tell(rows.filter(mask), heading, pl.col(column))
    return rows.with_columns(pl.when(~mask).then(pl.col(column)).alias(column)), said


def refuse_profile(label: str, profile: str) -> FileRefused:
    return FileRefused("not-in-format", format=label, profile=profile)

"""What a file calls the children whose keys it names beside their parents (see `table.CALLED`)."""

from collections.abc import Collection

import polars as pl

from kinkeeper.roster.bare import EITHER, HALVES, bare_columns
from kinkeeper.roster.formats.build import names
from kinkeeper.roster.headings import fold_heading
from kinkeeper.roster.table import CALLED, Table
from kinkeeper.roster.whom import NAME, NOBODY, PUPIL, said_of


def of_row(
    table: Table,
    taken: Collection[int] = (),
    by_hand: Collection[str] = (),
    *,
    of_child: bool = False,
) -> pl.DataFrame | None:
    """By the columns of each row that name its child: *Child first name*, and *First name* on a
    pupil's row, as the headings say or it is known (`of_child`). `taken` places and headings
    `by_hand` (folded) are something else."""
    said = [said_of(heading) for heading in table.headings]
    owner = bare_columns(table.headings, said).owner
    on_childs_row = owner == PUPIL or (of_child and owner == EITHER)
    places: dict[str, int] = {}
    for whom in (PUPIL, NOBODY):
        if places:
            break
        for place, (heading, each) in enumerate(zip(table.headings, said, strict=True)):
            mine = whom == PUPIL or on_childs_row
            free = place not in taken and fold_heading(heading) not in by_hand
            if each.whom == whom and each.what in {NAME, *HALVES} and mine and free:
                places.setdefault(str(each.what), place)
    if not places:
        return None
    table.taken.update(places.values())
    given, family = (_cell(places, half) for half in HALVES)
    if NAME in places:
        whole = names(_cell(places, NAME))
        given, family = pl.coalesce(given, whole[0]), pl.coalesce(family, whole[1])
    return of_keys(table.cells.select("row", given_name=given, family_name=family))


def _cell(places: dict[str, int], part: str) -> pl.Expr:
    if part not in places:
        return pl.lit(None, pl.String)
    cell = pl.col(f"c{places[part]}").str.strip_chars()
    return pl.when(cell != "").then(cell)


def of_keys(people: pl.DataFrame) -> pl.DataFrame:
    """Of people with `given_name` and `family_name`, by their `row`, or by their key as `value`."""
    given = [name for name in CALLED if name in people.columns]
    rest = [pl.lit(None).alias(name) for name in CALLED if name not in given]
    return people.select(*given, *rest).select(list(CALLED)).cast(pl.Schema(CALLED))

"""Writes lines of a plan into their table, as they will be shown and applied."""

from collections.abc import Callable, Mapping, Sequence

import polars as pl
from django.db.models import Model

from kinkeeper.intake.copy_frames import copy_in
from kinkeeper.intake.models import Import
from kinkeeper.lib import db

PART = 100_000


def store(
    roster_import: Import,
    model: type[Model],
    frame: pl.DataFrame,
    shape: Callable[[pl.DataFrame], pl.DataFrame],
    limits: Mapping[str, int],
) -> None:
    """Part by part, so that a million lines do not stand beside themselves in another `shape`.
    `limits`: how long what a row says may be in a column."""
    for part in frame.iter_slices(PART):
        lines = _storable(shape(part), limits).with_columns(
            roster_import_id=pl.lit(roster_import.pk)
        )
        copy_in(model._meta.db_table, lines.columns, lines)


def _storable(frame: pl.DataFrame, limits: Mapping[str, int]) -> pl.DataFrame:
    """What a row that is left out said, as far as a table can hold it: control characters made
    visible, and no longer than the column. What is not left out has passed both rules."""
    return frame.with_columns(
        pl.col(name).str.replace_all(r"\p{Cc}", "\ufffd").str.slice(0, limit)
        for name, limit in limits.items()
    )


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("number", offset=1)


def as_it_is(lines: pl.DataFrame) -> pl.DataFrame:
    return lines


def clear(roster_import: Import, *models: type[Model]) -> None:
    for model in models:
        model._default_manager.filter(roster_import=roster_import).delete()


def left_in(roster_import: Import, model: type[Model]) -> int:
    """How many lines are not left out."""
    lines = model._default_manager.filter(roster_import=roster_import)
    return lines.exclude(act="rejected").count()


def acts(roster_import: Import, model: type[Model]) -> set[str]:
    lines = model._default_manager.filter(roster_import=roster_import)
    return set(lines.values_list("act", flat=True).distinct())


GROWN = """
SELECT relname FROM pg_class WHERE oid = ANY(%s::text[]::regclass[])
  AND pg_relation_size(oid) > 1.2 * relpages * current_setting('block_size')::int
ORDER BY array_position(%s::text[], relname::text)
"""


def grown(tables: Sequence[str]) -> list[str]:
    """Those that are larger by a fifth than when statistics of them were last taken. Of others what
    is known is still true, and finer."""
    return db.column(GROWN, [list(tables), list(tables)])


def analyse(tables: Sequence[str]) -> None:
    """Statistics of tables that are just being filled."""
    if tables:
        db.run("SELECT wall.analyse(%s)", [list(tables)])

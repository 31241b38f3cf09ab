"""The numbers of a plan's file, and the problems of the file as a whole."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping as Columns
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.table import Table


def problem(code: str, detail: Mapping[str, Any] | None, *, column: str = "") -> pl.DataFrame:
    """A warning about the file as a whole, or about one of its columns."""
    text = None if detail is None else json.dumps(detail, ensure_ascii=False)
    said = {"row": None, "column": column, "severity": WARNING, "value": ""}
    return pl.DataFrame([said | {"code": code, "detail": text}], schema=SCHEMA)


def problems(table: Table) -> list[pl.DataFrame]:
    """What was noticed when the file was read."""
    found = [problem(code, detail) for code, detail in table.notes]
    return [*found, problem("no-data", None)] if table.rows == 0 else found


def in_vain(mapping: Columns) -> list[pl.DataFrame]:
    """Columns that a person matched to a field that files of this profile do not have."""
    return [
        problem("not-in-such-files", {"field": field}, column=column)
        for column, field in mapping.in_vain.items()
    ]


def _rows_with_errors(table: Table, problems: pl.DataFrame) -> int:
    """Lines of the file of which something is left out."""
    wrong = problems.filter((pl.col("severity") == ERROR) & pl.col("row").is_not_null())
    return (wrong["row"] // table.lines.stride).n_unique()


def before_sections(table: Table, problems: pl.DataFrame) -> dict[str, Any]:
    """The numbers of docs/commands.md that stand before those of the sections."""
    return {
        "rows": table.rows,
        "blank_rows": table.blank_rows,
        "rows_with_errors": _rows_with_errors(table, problems),
    }


def after_sections(mapping: Columns, problems: pl.DataFrame) -> dict[str, Any]:
    """The rest of them. Unread columns come in the order in which they matter: about rights,
    unknown, the format's own."""
    unread = sorted(mapping.unread, key=lambda each: (not each.about_rights, each.standard))
    codes = problems["code"].value_counts(sort=True)
    return {
        "ignored_columns": [each.listed for each in unread],
        "standard_columns": sum(each.standard for each in unread),
        "problem_counts": dict(codes.iter_rows()),
    }

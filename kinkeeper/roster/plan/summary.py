"""The numbers of a plan, and the problems of its file as a whole."""

import json
from typing import Any

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping as Columns
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.table import Table


def of_file(
    table: Table, mapping: Columns, people: pl.DataFrame, unknown: int, ignored: int
) -> list[pl.DataFrame]:
    """Problems of the file as a whole. `unknown`: child keys, where most are; `ignored`: people
    whose password in the file is not taken."""
    found: list[dict[str, Any]] = [
        {"code": code, "detail": json.dumps(detail, ensure_ascii=False)}
        for code, detail in table.notes
    ]
    if unknown:
        found.append({"code": "most-unknown", "detail": f'{{"count": {unknown}}}'})
    if table.rows == 0:
        found.append({"code": "no-data", "detail": None})
    reset = people.filter(pl.col("sets_password") & (pl.col("act") != "create")).height
    for code, count in (("password-ignored", ignored), ("password-reset", reset)):
        if count:
            found.append({"code": code, "detail": f'{{"count": {count}}}'})
    column = mapping.headings.get("password", "") if ignored or reset else ""
    return [
        pl.DataFrame(
            [
                {"row": None, "column": column, "severity": WARNING, "value": ""} | problem
                for problem in found
            ],
            schema=SCHEMA,
        )
    ]


def _rows_with_errors(table: Table, problems: pl.DataFrame) -> int:
    """Lines of the file of which something is left out."""
    wrong = problems.filter((pl.col("severity") == ERROR) & pl.col("row").is_not_null())
    return (wrong["row"] // table.lines.stride).n_unique()


def counts(
    table: Table,
    mapping: Columns,
    *,
    people: pl.DataFrame,
    rejected: pl.DataFrame,
    relationships: pl.DataFrame,
    problems: pl.DataFrame,
    left: int,
) -> dict[str, Any]:
    """The numbers of docs/commands.md. `left`: pupils who have left by the file. Unread columns
    come in the order in which they matter: about rights, unknown, the format's own."""
    unread = sorted(mapping.unread, key=lambda each: (not each.about_rights, each.standard))
    person_acts = dict(people["act"].value_counts().iter_rows())
    relationship_acts = dict(relationships["act"].value_counts().iter_rows())
    codes = problems["code"].value_counts(sort=True)
    return {
        "rows": table.rows,
        "blank_rows": table.blank_rows,
        "rows_with_errors": _rows_with_errors(table, problems),
        "people": {
            "create": person_acts.get("create", 0),
            "update": person_acts.get("update", 0) + left,
            "unchanged": person_acts.get("unchanged", 0),
            "asked": person_acts.get("asked", 0),
            "rejected": rejected.height,
        },
        "relationships": {
            "create": relationship_acts.get("create", 0) + relationship_acts.get("redate", 0),
            "existing": relationship_acts.get("existing", 0) + relationship_acts.get("waiting", 0),
            "pending": relationship_acts.get("pending", 0) + relationship_acts.get("rewait", 0),
            "proposed": relationship_acts.get("propose", 0) + relationship_acts.get("withhold", 0),
            "held_back": relationship_acts.get("held-back", 0),
            "asked": relationship_acts.get("asked", 0),
            "remove": relationship_acts.get("remove", 0) + relationship_acts.get("unwait", 0),
            "rejected": relationship_acts.get("rejected", 0),
        },
        "ignored_columns": [each.listed for each in unread],
        "standard_columns": sum(each.standard for each in unread),
        "problem_counts": dict(codes.iter_rows()),
    }

"""Writes a plan into the database, line by line, as it will be shown and applied."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import polars as pl
from django.conf import settings
from django.db import connection
from django.db.models import Model
from psycopg import sql

from kinkeeper.credentials.passwords import normal
from kinkeeper.intake.copy_frames import array, copy_in, integers
from kinkeeper.intake.models import (
    FoundProblem,
    Import,
    PlannedPerson,
    PlannedRelationship,
    Tolerated,
)
from kinkeeper.lib.seal import seal
from kinkeeper.people.preset_passwords import PURPOSE
from kinkeeper.roster.cells.claims import WITHHOLDS
from kinkeeper.roster.fields import ABSENT, DAYS, PERSON
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.text.fold_usernames import folded

# How long what a row says may be in a line of the plan.
RELATIONSHIPS = {"value": 200, "folded": 250, "kind_text": 100, "note": 500}
PROBLEMS = {"value": 200, "column": 500}
TOLERATED = {"given_name": 255, "family_name": 255}
REJECTED = {"sync_key": 200, "username": 150, "given_name": 255, "family_name": 255}
PART = 100_000
# What a person may not have; everything else is a text, empty where nothing is known.
NULLS = (*ABSENT, "username")


def plan(roster_import: Import, made: Plan) -> None:
    """Replaces whatever plan the import had."""
    clear(roster_import)
    by_email = roster_import.options.get("match_on") == "email"
    _write(roster_import, PlannedPerson, made.people, partial(_people, by_email=by_email), REJECTED)
    relationships = made.relationships.with_row_index("number", offset=1)
    _write(roster_import, PlannedRelationship, relationships, _relationships, RELATIONSHIPS)
    problems = made.problems.with_row_index("number", offset=1)
    _write(roster_import, FoundProblem, problems, lambda lines: lines, PROBLEMS)
    tolerated = made.tolerated.with_row_index("number", offset=1)
    _write(roster_import, Tolerated, tolerated, _tolerated, TOLERATED)


def _write(
    roster_import: Import,
    model: type[Model],
    frame: pl.DataFrame,
    shape: Callable[[pl.DataFrame], pl.DataFrame],
    limits: Mapping[str, int],
) -> None:
    """Part by part, so that a million lines do not stand beside themselves in another shape."""
    for part in frame.iter_slices(PART):
        lines = _storable(shape(part), limits).with_columns(
            roster_import_id=pl.lit(roster_import.pk)
        )
        copy_in(model._meta.db_table, lines.columns, lines)


def _relationships(relationships: pl.DataFrame) -> pl.DataFrame:
    withheld = pl.col("claim").is_in(WITHHOLDS).fill_null(value=False)
    unsaid = [
        name for name in DAYS if relationships[name].null_count() == relationships.height
    ]  # not written
    return relationships.select(pl.exclude("person", "claim", *unsaid), granted=~withheld)


def _tolerated(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(integers(pl.col("children")).alias("children"))


def _storable(frame: pl.DataFrame, limits: Mapping[str, int]) -> pl.DataFrame:
    """What a row that is left out said, as far as a table can hold it: control characters made
    visible, and no longer than the column. What is not left out has passed both rules."""
    return frame.with_columns(
        pl.col(name).str.replace_all(r"\p{Cc}", "\ufffd").str.slice(0, limit)
        for name, limit in limits.items()
    )


def analyse() -> None:
    """Before a large plan is applied: its statements join these tables, and without statistics
    they would be planned blindly."""
    with connection.cursor() as cursor:
        for model in (PlannedPerson, PlannedRelationship):
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(model._meta.db_table)))


def clear(roster_import: Import) -> None:
    PlannedPerson.objects.filter(roster_import=roster_import).delete()
    PlannedRelationship.objects.filter(roster_import=roster_import).delete()
    FoundProblem.objects.filter(roster_import=roster_import).delete()
    Tolerated.objects.filter(roster_import=roster_import).delete()


def _people(people: pl.DataFrame, *, by_email: bool) -> pl.DataFrame:
    paths = pl.col("new_paths")
    act = pl.col("act")
    return people.select(
        "number",
        integers(pl.col("rows")).alias("rows"),
        "act",
        "person_id",
        pl.col("site_version").alias("version"),
        _matched_on(by_email=by_email).alias("matched_on"),
        "mark",
        pl.col("other_profile").fill_null(value=False),
        pl.when(act.is_in(["create", "update"]))
        .then(folded(pl.col("username")))
        .alias("username_folded"),
        *[pl.col(name) if name in NULLS else pl.col(name).fill_null("") for name in PERSON],
        _sealed(people).alias("sealed_password"),
        "changes",
        pl.when(paths.list.len() > 0).then(array(paths)).alias("paths"),
        *_leaves(people),
    )


def _leaves(people: pl.DataFrame) -> list[pl.Expr]:
    """Nobody leaves by most files."""
    if "leaves" not in people.columns or people["leaves"].null_count() == people.height:
        return []
    return [pl.when(pl.col("leaves").is_not_null()).then(array(pl.col("leaves"))).alias("leaves")]


def _matched_on(*, by_email: bool) -> pl.Expr:
    """How a person was found, or was not; the premise is that the same would come of it again."""
    if by_email:
        key_led = (pl.col("act") == "asked") & pl.col("led").fill_null(value=False)
        return (
            pl.when(pl.col("act") == "rejected")
            .then(pl.lit(""))
            .when(key_led)
            .then(pl.lit("former"))
            .otherwise(pl.lit("email"))
        )
    return (
        pl.when(pl.col("act").is_in(["create", "rejected"]))
        .then(pl.lit(""))
        .when(pl.col("led").fill_null(value=False))
        .then(pl.lit("former"))
        .when(pl.col("site_sync_key").is_not_null())
        .then(pl.lit("sync-key"))
        .otherwise(pl.lit("username"))
    )


def _sealed(people: pl.DataFrame) -> pl.Series:
    """K12: passwords that will be set, sealed with a key that is not in the database."""
    secret = settings.SECRET_KEY
    fresh = people.select(pl.when("sets_password").then("password").alias("password"))
    return fresh["password"].map_elements(
        lambda password: (
            "\\x" + seal(normal(password).encode(), secret=secret, purpose=PURPOSE).hex()
        ),
        return_dtype=pl.String,
    )


def refusal(roster_import: Import, code: str, detail: dict[str, Any]) -> dict[str, Any]:
    """The problem of a file that was refused, and the counts of an import that plans nothing."""
    clear(roster_import)
    FoundProblem.objects.create(
        roster_import=roster_import, number=1, row=None, code=code, severity="error", detail=detail
    )
    people = dict.fromkeys(("create", "update", "unchanged", "asked", "rejected"), 0)
    relationships = dict.fromkeys(
        ("create", "existing", "pending", "proposed", "held_back", "remove", "asked", "rejected"), 0
    )
    return {
        "rows": 0,
        "blank_rows": 0,
        "people": people,
        "relationships": relationships,
        "ignored_columns": [],
        "problem_counts": {code: 1},
    }

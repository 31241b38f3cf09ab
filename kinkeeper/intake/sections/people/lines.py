"""The lines of a plan about people, as they are stored."""

from functools import partial
from typing import Any

import polars as pl
from django.conf import settings

from kinkeeper.credentials.passwords import normal
from kinkeeper.intake.copy_frames import array, integers
from kinkeeper.intake.models import Import, PlannedPerson, Tolerated
from kinkeeper.intake.sections import plan_lines
from kinkeeper.lib.seal import seal
from kinkeeper.people.preset_passwords import PURPOSE
from kinkeeper.roster.fields import ABSENT, PERSON
from kinkeeper.roster.plan.section import Decided
from kinkeeper.roster.text.fold_usernames import folded

# How long what a row says may be in a line of the plan.
REJECTED = {"sync_key": 200, "username": 150, "given_name": 255, "family_name": 255}
TOLERATED = {"given_name": 255, "family_name": 255}
# What a person may not have; everything else is a text, empty where nothing is known.
NULLS = (*ABSENT, "username")


def store(roster_import: Import, decided: Decided) -> None:
    by_email = roster_import.options.get("match_on") == "email"
    people = partial(_people, by_email=by_email)
    plan_lines.store(roster_import, PlannedPerson, decided.lines, people, REJECTED)
    tolerated = plan_lines.numbered(decided.noted["tolerated"])
    plan_lines.store(roster_import, Tolerated, tolerated, _tolerated, TOLERATED)


def rows(roster_import: Import, first: int | None) -> list[dict[str, Any]]:
    lines = roster_import.lines
    planned = PlannedPerson.objects.filter(roster_import=roster_import).order_by("number")[:first]
    return [
        {
            "row": lines.line(each.number),
            "part": lines.part(each.number),
            "rows": [lines.line(row) for row in each.rows],
            "act": each.act,
            "sync_key": each.sync_key,
            "username": each.username,
            "name": f"{each.given_name} {each.family_name}".strip(),
            "changes": each.changes,
        }
        for each in planned
    ]


def _tolerated(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.with_columns(integers(pl.col("children")).alias("children"))


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

"""Pupils who a file says have left (K35): what its series placed them in ends, and nothing else."""

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.options import Options
from kinkeeper.roster.vocabulary import Profile


def lines(over: pl.DataFrame, directory: Directory, options: Options) -> pl.DataFrame:
    """The lines of a plan for pupils whose rows are `over` (good rows, as `people_stage.KEPT`):
    nothing of them changes, and they leave the organisations `leaves`. Before the details are
    taken."""
    if options.profile != Profile.PUPIL:
        return pl.DataFrame()
    known = over.filter(pl.col("person_id").is_not_null() & ~pl.col("asked"))
    if known.is_empty():
        return pl.DataFrame()
    found = directory.facts.placed(known["person_id"].unique().to_list())
    found = found.group_by("person_id").agg(leaves=pl.col("path").sort())
    people = directory.people.filter(pl.col("profile") == "pupil")
    people = people.select("sync_key", person_id="id", site_sync_key="sync_key")
    rows = known.group_by("person", "person_id").agg(
        number=pl.col("row").min(), rows=pl.col("row").sort()
    )
    left = rows.join(found, on="person_id").join(people, on="person_id")
    site = directory.details.rename({"id": "person_id", "version": "site_version"}).drop(
        "hand_changed"
    )
    return left.join(site, on="person_id").with_columns(
        act=pl.lit("update"),
        led=pl.lit(value=False),
        other_profile=pl.lit(value=False),
        sets_password=pl.lit(value=False),
    )


def beside(people: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
    """The lines of all `people`; who has one there already does not leave."""
    people = people.with_columns(leaves=pl.lit(None, pl.List(pl.String)))
    if left.is_empty():
        return people
    left = left.join(people, on="person_id", how="anti")
    left = left.select(
        pl.col(name).cast(kind) for name, kind in people.schema.items() if name in left.columns
    )
    return pl.concat([people, left], how="diagonal")

"""What Canvas' enrolments say of people: what they are, and whom they observe."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED
from kinkeeper.roster.formats import rights_columns
from kinkeeper.roster.formats.canonical import Package, pick
from kinkeeper.roster.options import Options

OBSERVER, STUDENT, TEACHER = "observer", "student", "teacher"
# What a role in a course makes of somebody; whoever has two of these is not told by them.
TYPES = {
    "student": STUDENT,
    "observer": OBSERVER,
    "teacher": TEACHER,
    "ta": TEACHER,
    "designer": TEACHER,
}
DELETED = "deleted"
# A course that is over or not open ends no family, and makes none.
HOLDS = ("", "active")
PASSED = ("inactive", "completed")
PAIR = ["sync_key", "value"]


def with_types(people: pl.DataFrame, package: Package) -> pl.DataFrame:
    """The people with the `type` that `users.csv` declares, else the one that all their enrolments
    are of."""
    seats = _seats(package).select(
        "sync_key", seat=pl.col("role").replace_strict(TYPES, default=None)
    )
    seats = seats.drop_nulls().group_by("sync_key").agg(pl.col("seat").unique())
    one = pl.when(pl.col("seat").list.len() == 1).then(pl.col("seat").list.first())
    people = people.join(seats.with_columns(seat=one), on="sync_key", how="left")
    return people.with_columns(type=pl.coalesce("type", "seat")).drop("seat")


def by_enrolment(
    package: Package, said: pl.DataFrame, options: Options
) -> tuple[pl.DataFrame, int]:
    """`sync_key`, `value` and `holds` of the pairs that observe by an enrolment and of which
    `user_observers.csv` (`said`) does not speak itself; and of how many no word for a status is
    known. A pair all of whose enrolments are deleted is over."""
    pairs = _seats(package).filter(pl.col("role") == OBSERVER).drop_nulls(["sync_key", "value"])
    pairs = pairs.join(said, on=PAIR, how="anti")
    rights = rights_columns.of_rows(package.get("enrollments"), options)
    rights = pairs.select("row", *PAIR).join(rights, on="row")
    status = pl.col("status").fill_null("").str.to_lowercase()
    pairs = pairs.group_by(PAIR, maintain_order=True).agg(
        now=status.is_in(HOLDS).any(),
        gone=(status == DELETED).all(),
        odd=(~status.is_in([*HOLDS, *PASSED, DELETED])).any(),
    )
    over = pl.when(pl.col("gone")).then(pl.lit(ENDED))
    found = pairs.filter(pl.col("now") | pl.col("gone")).select(*PAIR, holds=over)
    odd = pairs.filter(pl.col("odd") & ~pl.col("now")).height
    return rights_columns.lay(found, rights, PAIR), odd


def _seats(package: Package) -> pl.DataFrame:
    found = pick(
        package.get("enrollments"),
        sync_key="user_id",
        value="associated_user_id",
        role="role",
        status="status",
    )
    return found.drop("told").with_columns(pl.col("role").str.to_lowercase())

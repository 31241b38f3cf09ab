"""Where OneRoster's people belong now: schools, classes, enrolments."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED, NOW, is_over
from kinkeeper.roster.formats import status_words
from kinkeeper.roster.formats.canonical import Package, pick

STATUS = {"": NOW, "active": NOW, "tobedeleted": ENDED}


def places(package: Package, roles: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key` and `organisation`: the name of the first school somebody has the role at; and
    the problems of the schools."""
    orgs, problems = _standing(package, "orgs", org="sourcedid", name="name", type="type")
    roles = roles.filter(~is_over(package.today))
    school = pl.col("type").str.to_lowercase() == "school"
    orgs = orgs.select("org", organisation=pl.when(school).then(as_name("name")))
    named = roles.join(one_name(orgs, "org"), on="org", how="left")
    found = (
        named.sort("sync_key", "org", nulls_last=True)
        .group_by("sync_key", maintain_order=True)
        .agg(pl.col("organisation").drop_nulls().first())
    )
    return found, problems


def _standing(
    package: Package, stem: str, **wanted: str | tuple[str, ...]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """As `pick`, without what is deleted, and the problems of the file."""
    found = pick(package.get(stem), status="status", **wanted)
    found, odd = status_words.by_word(found, "status", STATUS, "status")
    rows, problems = status_words.seats(
        status_words.without_days(found), odd, package.today, whose="row", file=f"{stem}.csv"
    )
    return rows.drop("starts_on", "ends_on", "holds", "status"), problems


def as_name(column: str) -> pl.Expr:
    """A name as one part of an organisation's path, where the slash means something else."""
    return pl.col(column).str.replace_all(r"\s*/\s*", "-").str.slice(0, 100)


def one_name(places: pl.DataFrame, key: str) -> pl.DataFrame:
    """`key` and `organisation`, each place once. One that the file gives two names is none: its
    people belong where the import puts them."""
    known = places.select(key, "organisation").drop_nulls(key)
    known = known.filter(pl.col("organisation").n_unique().over(key) == 1)
    return known.unique(key, keep="first", maintain_order=True)


def births(package: Package) -> pl.DataFrame:
    found = pick(
        package.get("demographics"), sync_key=("sourcedid", "usersourcedid"), birth_date="birthdate"
    )
    return found.drop("row").drop_nulls("sync_key").unique("sync_key", keep="first")


def classes(package: Package, profile: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key` and `class`: the homeroom, else the only class somebody is enrolled in now; and
    the problems of the enrolments and classes."""
    role = "student" if profile == "pupil" else "teacher"
    enrolled = pick(
        package.get("enrollments"),
        sync_key="usersourcedid",
        id="classsourcedid",
        role="role",
        status="status",
        first="begindate",
        last="enddate",
    ).filter(pl.col("role").str.to_lowercase() == role)
    enrolled, odd = status_words.by_word(enrolled, "status", STATUS, "status")
    enrolled, undated = status_words.by_days(
        enrolled, "first", "last", ("beginDate", "endDate"), exclusive=True
    )
    rooms, odd_rooms = _standing(
        package, "classes", id="sourcedid", title="title", kind="classtype"
    )
    enrolled, problems = status_words.seats(
        enrolled.join(rooms, on="id", how="semi"),
        pl.concat([odd, undated]),
        package.today,
        whose="sync_key",
        file="enrollments.csv",
    )
    found = enrolled.join(rooms.drop("row"), on="id", how="inner").with_columns(
        home=pl.col("kind").str.to_lowercase() == "homeroom", title=as_name("title")
    )
    classes = (
        found.group_by("sync_key")
        .agg(
            home=pl.col("title").filter(pl.col("home").fill_null(value=False)).min(),
            only=pl.when(pl.col("title").n_unique() == 1).then(pl.col("title").min()),
        )
        .select("sync_key", pl.coalesce("home", "only").alias("class"))
    )
    return classes, pl.concat([problems, odd_rooms])

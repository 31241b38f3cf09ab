"""Where the people of School Data Sync belong now: roles, classes and terms."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED, NOW, is_over
from kinkeeper.roster.formats.canonical import Package, ids, pick
from kinkeeper.roster.formats.oneroster_places import as_name
from kinkeeper.roster.formats.status_words import by_days, by_word, off_row, on_rows_of, seats

STATUS = {"": NOW, "active": NOW, "inactive": ENDED}


def sections_of_1(package: Package) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`id` and `title` of those whose term is not over, and the problems of the file."""
    rooms = pick(
        package.get("section"),
        id=("sis id", "id"),
        title="section name",
        status="status",
        first="term startdate",
        last="term enddate",
    )
    rooms, odd = by_word(rooms, "status", STATUS, "Status")
    rooms, undated = by_days(rooms, "first", "last", ("Term StartDate", "Term EndDate"))
    rooms, told_ = seats(
        rooms, pl.concat([odd, undated]), package.today, whose="row", file="section.csv"
    )
    return rooms.select("id", "title"), told_


def roles_of_21(package: Package, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key`, `org`, `role` and `HOLDS`, and the problems of the dates on the people's rows."""
    roles = pick(
        package.get("roles"),
        sync_key="usersourcedid",
        org="orgsourcedid",
        role="role",
        first="rolestartdate",
        last="roleenddate",
    ).with_columns(pl.col("role").str.to_lowercase(), holds=pl.lit(None, pl.String))
    headings = ("roles.csv: roleStartDate", "roles.csv: roleEndDate")
    roles, odd = by_days(roles, "first", "last", headings)
    return roles, on_rows_of(people, roles, odd)


def classes_of_21(package: Package) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`id` and `title` of the classes not all of whose sessions are over, and the problems of the
    sessions."""
    rooms = pick(
        package.get("classes"), id="sourcedid", title="title", sessions="sessionsourcedids"
    )
    terms = pick(
        package.get("academicsessions"), session="sourcedid", first="startdate", last="enddate"
    ).with_columns(holds=pl.lit(None, pl.String))
    terms, odd = by_days(terms, "first", "last", ("startDate", "endDate"))
    over = terms.filter(is_over(package.today)).select("session")
    held = rooms.select("id", session=ids("sessions")).explode("session", empty_as_null=True)
    gone = held.join(over, on="session", how="semi").select("id").unique()
    kept = held.join(over, on="session", how="anti").select("id").unique()
    rooms = rooms.join(gone.join(kept, on="id", how="anti"), on="id", how="anti")
    return rooms.select("id", "title"), off_row(odd, "academicSessions.csv")


def only_class(seats: pl.DataFrame, rooms: pl.DataFrame) -> pl.DataFrame:
    """`sync_key` and `class` for those who sit in exactly one; `seats` name it by `id`."""
    found = seats.select("sync_key", "id").join(rooms, on="id", how="inner")
    return (
        found.group_by("sync_key")
        .agg(as_name("title").min().alias("class"), rooms=pl.col("id").n_unique())
        .filter(pl.col("rooms") == 1)
        .drop("rooms")
    )

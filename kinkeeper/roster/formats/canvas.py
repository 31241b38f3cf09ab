"""Canvas SIS: `users.csv` and `user_observers.csv`, together or the second alone.

See docs/formats/canvas.md.
"""

import polars as pl

from kinkeeper.roster.formats import children, rights
from kinkeeper.roster.formats.build import (
    Note,
    Package,
    build,
    lacking,
    left_source,
    links,
    others,
    pick,
    refuse_profile,
    told,
    wrong,
)
from kinkeeper.roster.formats.oneroster import as_name, under_rights
from kinkeeper.roster.formats.sds import only_class
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.whole_names import guesses, names

LABEL = FORMATS["canvas"]
HEADINGS = {
    "sync_key": "user_id",
    "username": "login_id",
    "given_name": "first_name",
    "family_name": "last_name",
    "email": "email",
    "class": "course_id",
}
OBSERVER = {"sync_key": "observer_id"}
TYPES = {"pupil": "student", "teacher": "teacher"}
STATUS = ("active", "deleted")


def fits(package: Package) -> bool:
    observers = package.has("user_observers", "observer_id", "student_id", "status")
    alone = package.only is not None and package.only.place("observer_id") is not None
    return observers or alone or package.has("users", "user_id", "login_id", "status")


def read(package: Package, options: Options) -> Table:
    """Raises `FileRefused`: `exact-needs-whole` where pairs are marked as deleted."""
    users = package.get("users")
    observers = package.get("user_observers") or (package.only if users is None else None)
    pairs = pick(observers, sync_key="observer_id", value="student_id", status="status")
    pairs = pairs.with_columns(pl.col("status").fill_null("active").str.to_lowercase())
    if options.profile == "parent":
        pairs = rights.lay(pairs, rights.of_rows(observers, options), "row")
        pairs = under_rights(pairs, users, "user_id", options)
    if options.links == "exact" and (pairs["status"] == "deleted").any():
        raise FileRefused("exact-needs-whole", format=LABEL)
    if users is None:
        if options.profile != "parent" or observers is None:
            raise refuse_profile(LABEL, options.profile)
        return _pairs_alone(package, observers, pairs)
    everybody = _users(users)
    living = everybody.filter(pl.col("status") != "deleted")
    odd = wrong(
        living.filter(~pl.col("status").is_in(STATUS)), "bad-status", "status", "status", ERROR
    )
    nobody = told(living.filter(pl.col("sync_key").is_null()))
    beside = told(pairs, file="user_observers.csv")
    gone = pairs.filter(pl.col("status") == "deleted")
    notes = left_source(everybody.height - living.height + gone.height)
    if options.profile == "parent":
        mine = living.join(pairs, on="sync_key", how="semi")
        mine = pl.concat([mine, living.filter(pl.col("type") == "observer")]).unique(
            "row", maintain_order=True
        )
        found, more = _links(pairs.drop("row"), mine)
        notes += [*more, *others(living, mine)]
        notes += lacking(observers, "user_observers.csv")
        return build(
            package,
            users,
            mine,
            HEADINGS,
            links=found,
            child_heading="user_observers.csv: student_id",
            notes=notes,
            found=pl.concat(
                [odd.filter(pl.col("row").is_in(mine["row"].implode())), nobody, beside]
            ),
            called=children.of_keys(living.select("given_name", "family_name", value="sync_key")),
        )
    kind = TYPES.get(options.profile)
    if kind is None:
        raise refuse_profile(LABEL, options.profile)
    people = living.filter(pl.col("type") == kind).join(
        _courses(package, kind), on="sync_key", how="left"
    )
    notes += others(living, people)
    found_odd = odd.filter(pl.col("row").is_in(people["row"].implode()))
    found_odd = pl.concat([found_odd, nobody])
    notes += guesses(people["whole"])
    return build(package, users, people, HEADINGS, notes=notes, found=found_odd)


def _users(users: Table) -> pl.DataFrame:
    found = pick(
        users,
        sync_key="user_id",
        username="login_id",
        given_name="first_name",
        family_name="last_name",
        whole=("full_name", "short_name"),
        email="email",
        type="declared_user_type",
        status="status",
    )
    given, family = names(pl.col("whole"))
    nameless = pl.col("given_name").is_null() & pl.col("family_name").is_null()
    return found.with_columns(
        pl.col("type").str.to_lowercase(),
        pl.col("status").fill_null("active").str.to_lowercase(),
        given_name=pl.when(nameless).then(given).otherwise("given_name"),
        family_name=pl.when(nameless).then(family).otherwise("family_name"),
        whole=pl.when(nameless).then("whole"),
    )


def _pairs_alone(package: Package, observers: Table, pairs: pl.DataFrame) -> Table:
    """Relationships of people who are in the site already: one row for each line."""
    odd = wrong(
        pairs.filter(~pl.col("status").is_in(STATUS)), "bad-status", "status", "status", ERROR
    )
    kept = pairs.filter(pl.col("status") != "deleted")
    return build(
        package,
        observers,
        kept,
        OBSERVER,
        links=links(kept.drop_nulls("value")),
        child_heading="student_id",
        notes=left_source(pairs.height - kept.height),
        found=odd,
    )


def _links(pairs: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    active = pairs.filter(pl.col("status") == "active")
    placed = active.join(people.select("row", "sync_key"), on="sync_key", how="left")
    dangling = placed.filter(pl.col("row").is_null()).height
    odd = pairs.filter(~pl.col("status").is_in(STATUS)).height
    notes: list[Note] = []
    for code, count in (("dangling-agents", dangling), ("pairs-not-read", odd)):
        if count:
            notes.append((code, {"count": count}))
    return links(placed.drop_nulls("row")), notes


def _courses(package: Package, kind: str) -> pl.DataFrame:
    seats = pick(
        package.get("enrollments"), id="course_id", sync_key="user_id", role="role", status="status"
    ).filter(
        (pl.col("role").str.to_lowercase() == kind)
        & (pl.col("status").fill_null("active").str.to_lowercase() == "active")
    )
    rooms = pick(package.get("courses"), id="course_id", title=("short_name", "long_name"))
    return only_class(seats, rooms.drop("row").with_columns(as_name("title")))

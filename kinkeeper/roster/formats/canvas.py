"""Canvas SIS: `users.csv` with `user_observers.csv` or `enrollments.csv`, or observers alone.

See docs/formats/canvas.md.
"""

import polars as pl

from kinkeeper.roster.cells.validity import DISABLED, ENDED, NOW
from kinkeeper.roster.cells.whole_names import guesses, names
from kinkeeper.roster.formats import canvas_enrolments as observed
from kinkeeper.roster.formats import child_names, rights_columns
from kinkeeper.roster.formats.canonical import (
    Note,
    Package,
    build,
    lacking,
    links,
    others,
    pick,
    refuse_profile,
    told,
)
from kinkeeper.roster.formats.oneroster import under_rights
from kinkeeper.roster.formats.oneroster_places import as_name
from kinkeeper.roster.formats.sds_places import only_class
from kinkeeper.roster.formats.status_words import by_days, by_word, seats, without_days
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Links, Profile

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
USERS = {"": NOW, "active": NOW, "suspended": DISABLED, "deleted": ENDED}
OBSERVERS = {"": NOW, "active": NOW, "deleted": ENDED}
SEATS = {"": NOW, "active": NOW, "inactive": ENDED, "completed": ENDED, "deleted": ENDED}
COURSES = {"": NOW, "active": NOW, "published": NOW, "completed": ENDED, "deleted": ENDED}


def fits(package: Package) -> bool:
    observers = package.has("user_observers", "observer_id", "student_id", "status")
    alone = package.only is not None and package.only.place("observer_id") is not None
    users = package.get("users")
    known = users is not None and users.writes("user_id", "login_id", "status")
    return observers or alone or known


def read(package: Package, options: Options) -> Table:
    """Raises `FileRefused`: `exact-needs-whole` where relationships are marked as deleted."""
    users = package.get("users")
    observers = package.get("user_observers") or (package.only if users is None else None)
    relationships = pick(observers, sync_key="observer_id", value="student_id", status="status")
    relationships, odd_relationships = by_word(relationships, "status", OBSERVERS, "status")
    by_seat, odd_seats = observed.by_enrolment(package, relationships, options)
    if options.profile == Profile.PARENT:
        relationships = rights_columns.lay(
            relationships, rights_columns.of_rows(observers, options), "row"
        )
    over = pl.concat([relationships["holds"], by_seat["holds"]]) == ENDED
    if options.links == Links.EXACT and over.any():
        raise FileRefused("exact-needs-whole", format=LABEL)
    if users is None:
        if options.profile != Profile.PARENT or observers is None:
            raise refuse_profile(LABEL, options.profile)
        return _relationships_alone(package, observers, relationships, odd_relationships)
    everybody, odd = _users(users)
    everybody = observed.with_types(everybody, package)
    nobody = told(everybody.filter(pl.col("sync_key").is_null()))
    beside = told(relationships, file="user_observers.csv")
    if options.profile == Profile.PARENT:
        readable = relationships.filter(~pl.col("row").is_in(odd_relationships["row"].implode()))
        said = pl.concat([readable.drop("row"), by_seat], how="diagonal")
        said = under_rights(said, users, "user_id", options)
        mine = everybody.join(said, on="sync_key", how="semi")
        mine = pl.concat([mine, everybody.filter(pl.col("type") == "observer")]).unique(
            "row", maintain_order=True
        )
        found, notes = _links(said, mine, odd_relationships.height + odd_seats)
        notes += others(everybody, mine)
        notes += lacking(observers, "user_observers.csv") if by_seat.is_empty() else []
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
            called=child_names.of_keys(
                everybody.select("given_name", "family_name", value="sync_key")
            ),
            over=mine.filter(pl.col("holds") == ENDED)["row"],
        )
    kind = TYPES.get(options.profile)
    if kind is None:
        raise refuse_profile(LABEL, options.profile)
    if everybody["type"].null_count() == everybody.height:
        raise FileRefused("missing-column", columns="declared_user_type / enrollments.csv")
    rooms, odd_rooms = _courses(package, kind)
    people = everybody.filter(pl.col("type") == kind).join(rooms, on="sync_key", how="left")
    found_odd = odd.filter(pl.col("row").is_in(people["row"].implode()))
    out = [ENDED] if kind == "student" else [ENDED, DISABLED]  # a suspended pupil is a pupil
    return build(
        package,
        users,
        people,
        HEADINGS,
        notes=[*others(everybody, people), *guesses(people["whole"])],
        found=pl.concat([found_odd, nobody, odd_rooms]),
        over=people.filter(pl.col("holds").is_in(out))["row"],
    )


def _users(users: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
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
    found = found.with_columns(
        pl.col("type").str.to_lowercase(),
        given_name=pl.when(nameless).then(given).otherwise("given_name"),
        family_name=pl.when(nameless).then(family).otherwise("family_name"),
        whole=pl.when(nameless).then("whole"),
    )
    return by_word(found, "status", USERS, "status")


def _relationships_alone(
    package: Package, observers: Table, relationships: pl.DataFrame, odd: pl.DataFrame
) -> Table:
    """Relationships of people who are in the site already: one row for each line."""
    return build(
        package,
        observers,
        relationships,
        OBSERVER,
        links=links(relationships.drop_nulls("value")),
        child_heading="student_id",
        found=odd,
        over=relationships.filter(pl.col("holds") == ENDED)["row"],
    )


def _links(
    relationships: pl.DataFrame, people: pl.DataFrame, odd: int
) -> tuple[pl.DataFrame, list[Note]]:
    """An observer who is deleted observes nobody, and for one who is suspended it is asked."""
    whose = people.select("row", "sync_key", user="holds")
    placed = relationships.join(whose, on="sync_key", how="left")
    placed = placed.with_columns(holds=pl.coalesce("holds", "user"))
    dangling = placed.filter(pl.col("row").is_null()).height
    notes: list[Note] = []
    for code, count in (("dangling-agents", dangling), ("pairs-not-read", odd)):
        if count:
            notes.append((code, {"count": count}))
    return links(placed.drop_nulls("row")), notes


def _courses(package: Package, kind: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key` and `class`, by what holds now; and the problems of the two files."""
    found = pick(
        package.get("enrollments"),
        id="course_id",
        sync_key="user_id",
        role="role",
        status="status",
        first="start_date",
        last="end_date",
    ).filter(pl.col("role").str.to_lowercase() == kind)
    found, odd = by_word(found, "status", SEATS, "status")
    found, undated = by_days(found, "first", "last", ("start_date", "end_date"))
    problems = pl.concat([odd, undated])
    rooms = pick(
        package.get("courses"), id="course_id", title=("short_name", "long_name"), status="status"
    )
    rooms, odd_rooms = by_word(rooms, "status", COURSES, "status")
    rooms, more = seats(
        without_days(rooms), odd_rooms, package.today, whose="row", file="courses.csv"
    )
    found = found.join(rooms, on="id", how="semi")
    found, odd = seats(found, problems, package.today, whose="sync_key", file="enrollments.csv")
    rooms = rooms.select("id", "title").with_columns(as_name("title"))
    return only_class(found, rooms), pl.concat([odd, more])

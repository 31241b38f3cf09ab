"""Clever's SFTP files: contacts stand on the pupils' rows, one row for each. See
docs/formats/clever.md."""

import polars as pl

from kinkeeper.roster.cells.whole_names import guesses, names
from kinkeeper.roster.formats import child_names, derived_keys, legal_words, rights_columns
from kinkeeper.roster.formats.canonical import (
    Package,
    build,
    guardians_too,
    has,
    links,
    others,
    pick,
    refuse_profile,
    without_nobody,
)
from kinkeeper.roster.formats.oneroster_places import as_name, one_name
from kinkeeper.roster.formats.sds_places import only_class
from kinkeeper.roster.formats.status_words import by_days, seats
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["clever"]
PARENTS = {
    "sync_key": "Contact_sis_id",
    "given_name": "Contact_name",
    "family_name": "Contact_name (last)",
    "email": "Contact_email",
    "phone": "Contact_phone",
    "organisation": "School_id",
}
PUPILS = {
    "sync_key": "Student_id",
    "username": "Username",
    "given_name": "First_name",
    "family_name": "Last_name",
    "email": "Student_email",
    "birth_date": "DOB",
    "organisation": "School_id",
    "class": "Section_id",
}
TEACHERS = PUPILS | {"sync_key": "Teacher_id", "email": "Teacher_email"}
# Not somebody who brings the child up, whatever the relationship says.
EMERGENCY = r"(?i)emergency|^other$"


def fits(package: Package) -> bool:
    return package.has("students", "School_id", "Student_id", "Contact_name") or (
        package.only is not None
        and has(package.only, "Student_id", "Contact_relationship", "Contact_name")
    )


def read(package: Package, options: Options) -> Table:
    students = package.get("students") or package.only
    if students is None:
        raise refuse_profile(LABEL, options.profile)
    if options.profile == Profile.PARENT:
        return _contacts(package, students, options)
    if options.profile == Profile.PUPIL:
        return _people(package, students, "student", PUPILS)
    teachers = package.get("teachers")
    if options.profile == Profile.TEACHER and teachers is not None:
        return _people(package, teachers, "teacher", TEACHERS)
    raise refuse_profile(LABEL, options.profile)


def _contacts(package: Package, students: Table, options: Options) -> Table:
    rows = pick(
        students,
        child="student_id",
        school="school_id",
        name="contact_name",
        email="contact_email",
        phone="contact_phone",
        own_key="contact_sis_id",
        kind="contact_relationship",
        type="contact_type",
        first="first_name",
        last="last_name",
    )
    rows, nameless = without_nobody(rows, "name", PARENTS["given_name"])
    # a contact without a name is one whom nobody can be made of, and is told
    contact = pl.any_horizontal(pl.col("name", "own_key", "email", "phone", "kind").is_not_null())
    rows = rows.filter(contact & ~pl.col("row").is_in(nameless["row"].implode()))
    own = pl.col("kind").str.to_lowercase() == "self"
    adults = rows.filter(~own.fill_null(value=False))
    adults = adults.with_columns(
        sync_key=pl.coalesce("own_key", derived_keys.keys(adults, options.home))
    )
    given, family = names(pl.col("name"))
    people = adults.with_columns(given_name=given, family_name=family)
    people = people.join(_schools(package), on="school", how="left")
    called = pl.col("type").str.contains(EMERGENCY)
    both = pl.concat_str("kind", "type", separator=", ", ignore_nulls=True)
    kind = pl.when(called).then(both).otherwise("kind")
    said = people.select("row", kind=kind, value="child").drop_nulls("value")
    said = rights_columns.lay(
        legal_words.of_contacts(said), rights_columns.of_rows(students, options), "row"
    )
    without = people["own_key"].is_null()
    weak = people.filter(without)["sync_key"].drop_nulls().n_unique()
    return build(
        package,
        students,
        people,
        PARENTS,
        links=links(said),
        child_heading="Student_id",
        notes=[
            *others(rows, adults),
            *([("derived-keys", {"count": weak})] if weak else []),
            *guesses(people["name"]),
        ],
        found=nameless,
        called=child_names.of_keys(rows.select("row", given_name="first", family_name="last")),
    )


def _people(package: Package, table: Table, who: str, headings: dict[str, str]) -> Table:
    people = pick(
        table,
        sync_key=f"{who}_id",
        school="school_id",
        username="username",
        given_name="first_name",
        family_name="last_name",
        email=f"{who}_email",
        birth_date="dob",
    ).with_columns(birth_date=_date("birth_date"))
    seats = pick(package.get("enrollments"), id="section_id", sync_key="student_id")
    rooms, odd = _sections(package)
    if who == "teacher":
        seats = rooms.select("id", sync_key="teacher")
    people = people.join(_schools(package), on="school", how="left")
    people = people.join(only_class(seats, rooms.select("id", "title")), on="sync_key", how="left")
    contacts = [each for each in table.headings if each.casefold().startswith("contact_")]
    notes = guardians_too(contacts if who == "student" else [], "pupil")
    return build(package, table, people, headings, notes=notes, found=odd)


def _sections(package: Package) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Without those whose term is over, and the problems of the file."""
    rooms = pick(
        package.get("sections"),
        id="section_id",
        title="name",
        teacher="teacher_id",
        first="term_start",
        last="term_end",
    )
    rooms = rooms.with_columns(first=_date("first"), last=_date("last"), holds=None)
    rooms, odd = by_days(rooms, "first", "last", ("Term_start", "Term_end"))
    return seats(rooms, odd, package.today, whose="row", file="sections.csv")


def _schools(package: Package) -> pl.DataFrame:
    found = pick(package.get("schools"), school="school_id", name="school_name")
    return one_name(found.select("school", organisation=as_name("name")), "school")


def _date(column: str) -> pl.Expr:
    """Clever writes month/day/year, and says so; ISO dates are left as they are."""
    parts = pl.col(column).str.extract_groups(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
    iso = pl.concat_str(
        parts.struct[2],
        parts.struct[0].str.zfill(2),
        parts.struct[1].str.zfill(2),
        separator="-",
    )
    return pl.coalesce(iso, pl.col(column))

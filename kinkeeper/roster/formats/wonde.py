"""Wonde: what its interface answers of students with their contacts. See docs/formats/wonde.md."""

import polars as pl

from kinkeeper.roster.cells.claims import meaning
from kinkeeper.roster.formats import child_names, legal_words, rights_columns
from kinkeeper.roster.formats.canonical import Package, build, links, pick, refuse_profile
from kinkeeper.roster.formats.document_days import day
from kinkeeper.roster.formats.sds_places import only_class
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Links, Profile

LABEL = FORMATS["wonde"]
PUPILS = {
    "sync_key": "id",
    "given_name": "forename",
    "family_name": "surname",
    "birth_date": "date_of_birth",
    "class": "classes",
}
PARENTS = {
    "sync_key": "id",
    "given_name": "forename",
    "family_name": "surname",
    "email": "emails",
    "phone": "phones",
}
EMAIL = tuple(f"contact_details/data/emails/{name}" for name in ("primary", "email", "home"))
PHONE = tuple(
    f"contact_details/data/phones/{name}" for name in ("primary", "mobile", "phone", "home")
)


# What a record of the interface has that is no student's.
OF_ADULTS = ("title", "students", "contracts", "employment_details", "roles")


def fits(package: Package) -> bool:
    students = package.get("students")
    return students is not None and not students.delimiter and package.has("students", "id")


def read(package: Package, options: Options) -> Table:
    students, contacts = package.get("students"), package.get("contacts")
    names = {
        "given_name": ("forename", "legal_forename"),
        "family_name": ("surname", "legal_surname"),
    }
    if options.profile == Profile.PUPIL and students is not None:
        _refuse_adults(students)
        people = pick(
            students, sync_key="id", **names, birth_date=("date_of_birth/date", "date_of_birth")
        ).with_columns(birth_date=day("birth_date"))
        seats = pick(package.get("classes"), sync_key="students/id", id="id", title="name")
        rooms = seats.select("id", "title").drop_nulls().unique("id")
        people = people.join(only_class(seats, rooms), on="sync_key", how="left")
        return build(package, students, people, PUPILS)
    if options.profile != Profile.PARENT or contacts is None:
        raise refuse_profile(LABEL, options.profile)
    if options.links == Links.EXACT and _is_one_of_several(package):
        raise FileRefused("exact-needs-whole", format=LABEL)
    people = pick(
        contacts,
        sync_key="id",
        **names,
        email=(*EMAIL, "email"),
        phone=(*PHONE, "telephone"),
        value="students/id",
        kind="relationship/relationship",
        legal="relationship/parental_responsibility",
        first="students/forename",
        last="students/surname",
    )
    said = people.drop_nulls("value").select("row", "value", "kind", "legal")
    said = legal_words.of_contacts(said.with_columns(claim=meaning(said["legal"])))
    said = rights_columns.lay(said, rights_columns.of_rows(contacts, options), "row")
    return build(
        package,
        contacts,
        people,
        PARENTS,
        links=links(said),
        child_heading="contacts: students/id",
        called=child_names.of_keys(people.select("row", given_name="first", family_name="last")),
    )


def _refuse_adults(students: Table) -> None:
    """What the interface answers to `contacts` and `employees` is written as students are, but with
    a title, with what a contract says, or with students inside: no adult becomes a pupil (K37)."""
    others = [each for each in students.headings if each.split("/")[0].casefold() in OF_ADULTS]
    if others:
        raise FileRefused(
            "unclear-whose",
            headings="forename, surname",
            others=", ".join(others)[:200],
            profile=Profile.PUPIL,
        )


def _is_one_of_several(package: Package) -> bool:
    """Whether an answer says that there are pages before or after it: siblings of the pupils on
    this one may stand there. That all pages are here no page can show."""
    said = pick(
        package.get("document"),
        more="meta/pagination/more",
        before="meta/pagination/previous",
        number="meta/pagination/current_page",
    )
    more = pl.col("more").str.to_lowercase() == "true"
    others = more | pl.col("before").is_not_null() | (pl.col("number") != "1")
    return not said.filter(others).is_empty()

"""Moodle: the file of its user upload, and the lines of its tutor relationships.

See docs/formats/moodle.md.
"""

import re
from dataclasses import replace

import polars as pl

from kinkeeper.roster.cells.validity import DISABLED, ENDED, NOW
from kinkeeper.roster.formats import roles
from kinkeeper.roster.formats.canonical import (
    Package,
    build,
    links,
    others,
    pick,
    refuse_profile,
    wrong,
)
from kinkeeper.roster.formats.status_words import by_word
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Links, Profile

USERS, TUTORS = FORMATS["moodle-users"], FORMATS["moodle-tutors"]
HEADINGS = {
    "sync_key": "idnumber",
    "username": "username",
    "given_name": "firstname",
    "family_name": "lastname",
    "email": "email",
    "phone": "phone1",
    "language": "lang",
    "class": "cohort1",
}
OWN_COLUMNS = ("auth", "cohort1", "course1", "mnethostid", "suspended", "oldusername", "deleted")
# Moodle's own columns of courses and of the whole site, by their headings.
OF_COURSE = re.compile(r"\d\s*$|enrol", re.IGNORECASE)
DOES = ("add", "del")
DELETED = {"": NOW, "0": NOW, "1": ENDED}
SUSPENDED = {"": NOW, "0": NOW, "1": DISABLED}


def fits_users(package: Package) -> bool:
    table = package.only
    if table is None or not table.writes("username", "idnumber"):
        return False
    own = any(map(table.writes, OWN_COLUMNS))
    return own or any(name.casefold().startswith("profile_field_") for name in table.headings)


def read_users(package: Package, options: Options) -> Table:
    """The users of the profile asked for, where a column tells them; else all of them."""
    table = package.only
    if table is None:
        raise refuse_profile(USERS, options.profile)
    tell = _telling(table)
    people = pick(table, **HEADINGS, suspended="suspended", deleted="deleted")
    said = [pl.Series(table.cells[f"c{place}"]).str.strip_chars() for place in tell]
    table.taken.update(tell)
    kind = ", ".join(table.headings[place] for place in tell)
    words = pl.DataFrame({f"c{at}": cells.replace("", None) for at, cells in enumerate(said)})
    if tell:
        both = words.select(kind=pl.concat_str(pl.all(), separator=", ", ignore_nulls=True))
        people = people.hstack(both)
    people, odd = by_word(people, "deleted", DELETED, "deleted")
    if options.profile != Profile.PUPIL:  # a suspended pupil is a pupil
        people, more = by_word(people, "suspended", SUSPENDED, "suspended")
        odd = pl.concat([odd, more])
    mine = people
    if kind:
        mine = people.filter(roles.are("kind", options.profile))
        unknown = people.filter(roles.are("kind", ""))
        odd = pl.concat([odd, wrong(unknown, "role-unknown", kind, "kind", ERROR)])
        mine = pl.concat([mine, unknown])
    odd = odd.filter(pl.col("row").is_in(mine["row"].implode()))
    headings = HEADINGS
    if options.profile == Profile.PARENT:  # a parent is in no class
        headings = {field: name for field, name in HEADINGS.items() if field != "class"}
    notes = others(people, mine)
    over = mine.filter(pl.col("holds").is_not_null())["row"]
    return build(package, table, mine, headings, notes=notes, found=odd, over=over)


def _telling(table: Table) -> list[int]:
    """The places of the columns that say what its users are. What somebody is in a course or how
    they came into it (`role1`, `type1`, `enrolmenttype`) tells only where nothing else does."""
    called = [
        place
        for place, name in enumerate(table.headings)
        if any(word in name.casefold() for word in ("type", "role"))
        and roles.tell(table.cells[f"c{place}"])
    ]
    of_person = [place for place in called if not OF_COURSE.search(table.headings[place])]
    return of_person or called


def fits_tutors(package: Package) -> bool:
    """It has no headings: the first line is taken for them until it is looked at."""
    table = package.only
    return table is not None and len(table.headings) == 3 and table.headings[2].lower() in DOES


def read_tutors(package: Package, options: Options) -> Table:
    """Raises `FileRefused`: `exact-needs-whole` where a line takes a relationship away."""
    table = package.only
    if table is None or options.profile != Profile.PARENT:
        raise refuse_profile(TUTORS, options.profile)
    cells = [pl.Series(f"c{at}", [name]) for at, name in enumerate(table.headings)]
    first = pl.DataFrame([pl.Series("row", [1], dtype=pl.UInt32), *cells])
    whole = replace(
        table,
        headings=("tutor", "pupil", "does"),
        cells=pl.concat([first, table.cells]),
    )
    said = pick(whole, sync_key="tutor", value="pupil", does="does")
    said, odd = by_word(said, "does", {"add": NOW, "del": ENDED}, "#1")
    gone = said.filter(pl.col("holds") == ENDED)["row"]
    if options.links == Links.EXACT and gone.len():
        raise FileRefused("exact-needs-whole", format=TUTORS)
    return build(
        package,
        whole,
        said,
        {"sync_key": "tutor idnumber"},
        links=links(said.drop_nulls("value")),
        child_heading="student idnumber",
        found=odd,
        over=gone,
    )

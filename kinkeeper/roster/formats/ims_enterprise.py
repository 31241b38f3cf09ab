"""IMS Enterprise 1.1 and the Norwegian PIFU-IMS: people, groups and memberships.

No two people are related in it: of parents nothing can be read. See docs/formats/ims-enterprise.md.
"""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED, NOW
from kinkeeper.roster.cells.whole_names import guesses, names
from kinkeeper.roster.formats.canonical import Package, build, others, pick, refuse_profile
from kinkeeper.roster.formats.document_days import day
from kinkeeper.roster.formats.sds_places import only_class
from kinkeeper.roster.formats.status_words import by_word, seats, without_days
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import Profile

LABEL = FORMATS["ims-enterprise"]
HEADINGS = {
    "sync_key": "sourcedid/id",
    "given_name": "name/n/given",
    "family_name": "name/n/family",
    "email": "email",
    "phone": "tel",
    "birth_date": "demographics/bday",
    "class": "groups",
}
# Of a member in a group, by number or by name, as both are written.
ROLES = {
    Profile.PUPIL: ("01", "1", "learner"),
    Profile.TEACHER: ("02", "2", "instructor"),
}
KNOWN = {
    "01": "01", "1": "01", "learner": "01", "student": "01",
    "02": "02", "2": "02", "instructor": "02", "faculty": "02",
}  # fmt: skip
RECORD = {"": NOW, "1": NOW, "2": NOW, "3": ENDED}
MEMBER = {"": NOW, "1": NOW, "0": ENDED}


def fits(package: Package) -> bool:
    return package.has("persons", "sourcedid/id")


def read(package: Package, options: Options) -> Table:
    """Raises `FileRefused`: `missing-column` where nothing says who is a pupil."""
    table = package.get("persons")
    wanted = {Profile.PUPIL: "01", Profile.TEACHER: "02"}.get(Profile(options.profile))
    if table is None or wanted is None:
        raise refuse_profile(LABEL, options.profile)
    everybody = pick(
        table,
        sync_key="sourcedid/id",
        given_name="name/n/given",
        family_name="name/n/family",
        whole="name/fn",
        email="email",
        phone="tel",
        birth_date="demographics/bday",
        status="recstatus",
        role="institutionrole@institutionroletype",
    ).with_columns(birth_date=day("birth_date"))
    given, family = names(pl.col("whole"))
    nameless = pl.col("given_name").is_null() & pl.col("family_name").is_null()
    everybody = everybody.with_columns(
        given_name=pl.when(nameless).then(given).otherwise("given_name"),
        family_name=pl.when(nameless).then(family).otherwise("family_name"),
        whole=pl.when(nameless).then("whole"),
    )
    everybody, odd = by_word(everybody, "status", RECORD, "recstatus")
    members, odd_members = _members(package)
    roles = pl.concat(
        [members.select("sync_key", "role"), everybody.select("sync_key", _known("role"))]
    )
    roles = roles.drop_nulls().unique()
    if roles.is_empty():
        raise FileRefused("missing-column", columns="role@roletype / institutionrole")
    # whoever learns here and teaches there is told, and not read as either
    one = roles.filter(pl.len().over("sync_key") == 1).filter(pl.col("role") == wanted)
    people = everybody.join(one.select("sync_key"), on="sync_key", how="semi")
    rooms = pick(
        package.get("groups"),
        id="sourcedid/id",
        title=("description/short", "description/long"),
        status="recstatus",
    )
    rooms, odd_rooms = by_word(rooms, "status", RECORD, "recstatus")
    rooms, more = seats(without_days(rooms), odd_rooms, package.today, whose="row", file="groups")
    placed, told_ = seats(
        without_days(members.filter(pl.col("role") == wanted)),
        odd_members,
        package.today,
        whose="sync_key",
        file="members",
    )
    people = people.join(only_class(placed, rooms.select("id", "title")), on="sync_key", how="left")
    found = odd.filter(pl.col("row").is_in(people["row"].implode()))
    return build(
        package,
        table,
        people,
        HEADINGS,
        notes=[*others(everybody, people), *guesses(people["whole"])],
        found=pl.concat([found, more, told_]),
        over=people.filter(pl.col("holds") == ENDED)["row"],
    )


def _known(column: str) -> pl.Expr:
    word = pl.col(column).str.to_lowercase()
    return word.replace_strict(KNOWN, default=None, return_dtype=pl.String).alias("role")


def _members(package: Package) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key`, `id` of the group, `role` and whether it holds."""
    found = pick(
        package.get("roles"),
        sync_key="members/sourcedid/id",
        id="memberships/sourcedid/id",
        role=("roletype", "role"),
        status="status",
    ).with_columns(_known("role"))
    return by_word(found, "status", MEMBER, "status")

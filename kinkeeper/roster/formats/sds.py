"""Microsoft School Data Sync, version 1 and 2.1. See docs/formats/sds.md."""

import polars as pl

from kinkeeper.roster.cells.validity import ENDED, is_over
from kinkeeper.roster.formats import child_names, legal_words, rights_columns
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
    wrong,
)
from kinkeeper.roster.formats.oneroster import under_rights
from kinkeeper.roster.formats.oneroster_places import as_name, one_name
from kinkeeper.roster.formats.sds_places import (
    STATUS,
    classes_of_21,
    only_class,
    roles_of_21,
    sections_of_1,
)
from kinkeeper.roster.formats.status_words import best_of, by_word
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.problems import WARNING
from kinkeeper.roster.table import HOLDS, Table
from kinkeeper.roster.vocabulary import Profile

# Of a person; the second in the United Kingdom.
KEY = ("sis id", "id")
V1, V21 = FORMATS["sds-v1"], FORMATS["sds-v2.1"]
HEADINGS_1 = {
    "sync_key": "SIS ID",
    "username": "Username",
    "given_name": "First Name",
    "family_name": "Last Name",
    "email": "Email",
    "phone": "Phone",
    "organisation": "School SIS ID",
    "class": "Section SIS ID",
}
# Roles in `roles.csv` of those whom `relationships.csv` may name as somebody's.
ADULTS = ("parent", "guardian", "relative", "contact")
HEADINGS_21 = {
    "sync_key": "sourcedId",
    "username": "username",
    "given_name": "givenName",
    "family_name": "familyName",
    "email": "email",
    "phone": "phone",
    "organisation": "orgSourcedId",
    "class": "classSourcedId",
}


def fits_1(package: Package) -> bool:
    """As the United States write it, or the United Kingdom, whose schools have another number."""
    families = any(package.has("guardianrelationship", key, "Email") for key in ("SIS ID", "ID"))
    pupils = package.has("student", "SIS ID", "School SIS ID", "Username")
    return families or pupils or package.has("student", "ID", "School DfE Number", "Username")


def read_1(package: Package, options: Options) -> Table:
    if options.profile == Profile.PARENT:
        return _guardians_1(package, options)
    stem = {"pupil": "student", "teacher": "teacher"}.get(options.profile, "")
    table = package.get(stem)
    if table is None:
        raise refuse_profile(V1, options.profile)
    people = pick(
        table,
        sync_key=KEY,
        username="username",
        given_name="first name",
        family_name="last name",
        email="secondary email",
        school=("school sis id", "school dfe number"),
        status="status",
    )
    people, odd = by_word(people, "status", STATUS, "Status")
    schools = pick(
        package.get("school"), school=("sis id", "dfe number", "id"), name="name"
    ).select("school", organisation=as_name("name"))
    enrolled = "studentenrollment" if stem == "student" else "teacherroster"
    seats = pick(package.get(enrolled), id=("section sis id", "section id"), sync_key=KEY).drop(
        "row"
    )
    rooms, odd_rooms = sections_of_1(package)
    people = people.join(one_name(schools, "school"), on="school", how="left")
    people = people.join(only_class(seats, rooms), on="sync_key", how="left")
    return build(
        package,
        table,
        people,
        HEADINGS_1,
        found=pl.concat([odd, odd_rooms]),
        over=people.filter(pl.col("holds") == ENDED)["row"],
    )


def _guardians_1(package: Package, options: Options) -> Table:
    """The e-mail is the guardian's identity; a key is taken where the file has one."""
    users = package.get("user")
    if users is None:
        raise refuse_profile(V1, "parent")
    people = pick(
        users,
        key=KEY,
        given_name="first name",
        family_name="last name",
        email="email",
        phone="phone",
    )
    mail = pl.col("email").str.to_lowercase()
    people = people.with_columns(sync_key=pl.coalesce("key", mail), mail=mail)
    said = pick(package.get("guardianrelationship"), value=KEY, mail="email", kind="role")
    beside = told(said, file="guardianrelationship.csv")
    said = said.rename({"row": "at"}).with_columns(pl.col("mail").str.to_lowercase())
    shared = _shared(people).join(said, on="mail", how="semi")
    owned = said.join(shared, on="mail", how="anti")
    owned = _under(owned, package.get("guardianrelationship"), options)
    owned = owned.join(people.select("row", "mail"), on="mail", how="left")
    owned = rights_columns.lay(owned, rights_columns.of_rows(users, options), "row")
    found, notes = _links(under_rights(owned, package.get("student"), KEY, options))
    notes += lacking(package.get("guardianrelationship"), "guardianrelationship.csv")
    if users.ragged.height:  # a row that could not be read may share any of these mailboxes
        found = found.with_columns(pl.col("claim").fill_null("unknown"))
    pupils = pick(
        package.get("student"), value=KEY, given_name="first name", family_name="last name"
    )
    several = wrong(shared, "several-people", HEADINGS_1["email"], "email", WARNING)
    return build(
        package,
        users,
        people,
        HEADINGS_1,
        links=found,
        child_heading="SIS ID",
        notes=notes,
        found=pl.concat([several, beside]),
        called=child_names.of_keys(pupils.drop("row", "told")),
    )


def _shared(people: pl.DataFrame) -> pl.DataFrame:
    """Those who share a mailbox with somebody of another key or name: which of them a relationship
    that names the mailbox means, nobody can tell (K3)."""
    name = pl.concat_str("given_name", "family_name", separator=" ", ignore_nulls=True)
    name = name.str.to_lowercase().str.replace_all(r"\s+", " ")
    who = people.with_columns(who=pl.coalesce("key", name))
    return who.filter(pl.col("mail").is_not_null() & (pl.col("who").n_unique().over("mail") > 1))


def fits_21(package: Package) -> bool:
    users = package.has("users", "sourcedId", "username") and package.has("roles", "userSourcedId")
    return package.has("relationships", "userSourcedId", "relationshipUserSourcedId") or (
        users and package.has("users", "activeDirectoryMatchId")
    )


def read_21(package: Package, options: Options) -> Table:
    users = package.get("users")
    if users is None:
        raise refuse_profile(V21, options.profile)
    people = pick(
        users,
        sync_key="sourcedid",
        username="username",
        given_name="givenname",
        family_name="familyname",
        email="email",
        phone=("sms", "phone"),
    )
    everybody = people.select("row")
    keyless = told(people.filter(pl.col("sync_key").is_null()))
    said = pick(
        package.get("relationships"),
        value="usersourcedid",
        sync_key="relationshipusersourcedid",
        kind="relationshiprole",
    )
    beside = told(said, file="relationships.csv")
    said = said.rename({"row": "at"})
    called = child_names.of_keys(people.select("given_name", "family_name", value="sync_key"))
    roles, odd = roles_of_21(package, people)
    if options.profile == Profile.PARENT:
        people = people.join(said, on="sync_key", how="semi")
        said = _under(said, package.get("relationships"), options)
        for stem, key in (("users", "sourcedid"), ("roles", "usersourcedid")):
            said = under_rights(said, package.get(stem), key, options)
        adults = roles.filter(pl.col("role").is_in(ADULTS))
        when = best_of(adults, "sync_key", package.today)
        people = people.join(when, on="sync_key", how="left")
        found, notes = _links(
            said.join(people.select("row", "sync_key", *HOLDS), on="sync_key", how="left")
        )
        notes += others(everybody, people)
        notes += lacking(package.get("relationships"), "relationships.csv")
        return build(
            package,
            users,
            people,
            HEADINGS_21,
            links=found,
            child_heading="relationships.csv: userSourcedId",
            notes=notes,
            found=pl.concat([keyless, beside, odd]),
            called=called,
            over=people.filter(pl.col("holds") == ENDED)["row"],
        )
    role = {"pupil": "student", "teacher": "teacher"}.get(options.profile)
    if role is None:
        raise refuse_profile(V21, options.profile)
    mine = roles.filter(pl.col("role") == role)
    when = best_of(mine, "sync_key", package.today).select("sync_key", "holds")
    mine = mine.filter(~is_over(package.today))
    orgs = pick(package.get("orgs"), org="sourcedid", name="name").select(
        "org", organisation=as_name("name")
    )
    places = (
        mine.join(one_name(orgs, "org"), on="org", how="left")
        .group_by("sync_key")
        .agg(pl.col("organisation").drop_nulls().first())
    )
    seats = pick(
        package.get("enrollments"), id="classsourcedid", sync_key="usersourcedid", role="role"
    ).filter(pl.col("role").str.to_lowercase() == role)
    rooms, odd_rooms = classes_of_21(package)
    people = people.join(when, on="sync_key", how="inner")
    people = people.join(places, on="sync_key", how="left")
    people = people.join(only_class(seats, rooms), on="sync_key", how="left")
    notes = others(everybody, people)
    return build(
        package,
        users,
        people,
        HEADINGS_21,
        notes=notes,
        found=pl.concat([keyless, odd, odd_rooms]),
        over=people.filter(pl.col("holds") == ENDED)["row"],
    )


def _under(said: pl.DataFrame, table: Table | None, options: Options) -> pl.DataFrame:
    """What a column about rights says on the relationships' own rows, called `at`."""
    return rights_columns.lay(
        said, rights_columns.of_rows(table, options).rename({"row": "at"}), "at"
    )


def _links(said: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Relationships whose guardian is in the file. In `Child` the row is turned round: nobody's
    parent."""
    turned = pl.col("kind").str.to_lowercase() == "child"
    notes: list[Note] = []
    for code, count in (
        ("agents-not-pupils", said.filter(turned).height),
        ("dangling-agents", said.filter(pl.col("row").is_null()).height),
    ):
        if count:
            notes.append((code, {"count": count}))
    kept = said.filter(~turned.fill_null(value=False) & pl.col("row").is_not_null())
    return links(legal_words.of_contacts(kept)), notes

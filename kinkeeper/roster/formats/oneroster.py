"""1EdTech OneRoster 1.0, 1.1 and 1.2 as CSV: users, roles, orgs, classes, enrolments.

The columns that are there decide the version, not the manifest. A family is an entry in
`agentSourcedIds`, on the guardian's row, on the pupil's, or on both; the standard does not fix the
direction. See docs/formats/oneroster.md.
"""

import polars as pl

from kinkeeper.roster.emptied import placeholder
from kinkeeper.roster.formats import children, rights
from kinkeeper.roster.formats.build import (
    Note,
    Package,
    build,
    left_source,
    links,
    others,
    pick,
    refuse_profile,
    told,
)
from kinkeeper.roster.formats.trust import STAFF_ROLES
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.without_placeholders import tell

LABEL = FORMATS["oneroster"]
GUARDIANS = frozenset(["parent", "guardian", "relative"])
ROLES = {
    "parent": GUARDIANS,
    "pupil": frozenset(["student"]),
    "teacher": frozenset(["teacher"]),
}
AGENTS = ("agentsourcedids", "agents")
HEADINGS = {
    "sync_key": "sourcedId",
    "username": "username",
    "given_name": "givenName",
    "family_name": "familyName",
    "email": "email",
    "phone": "sms",
    "birth_date": "birthDate",
    "organisation": "orgSourcedIds",
    "class": "classSourcedId",
}
LIVING = ("", "active")


def fits(package: Package) -> bool:
    users = package.get("users")
    if not package.has("users", "sourcedId", "givenName", "familyName") or users is None:
        return False
    roles = package.has("users", "role") or package.has("roles", "userSourcedId", "roleType")
    return roles and package.get("relationships") is None


def read(package: Package, options: Options) -> Table:
    """The people of the profile asked for. Raises `FileRefused`: `exact-needs-whole`."""
    wanted = ROLES.get(options.profile)
    users = package.get("users")
    if wanted is None or users is None:
        raise refuse_profile(LABEL, options.profile)
    everybody = _users(users)
    if options.links == "exact" and everybody["status"].is_not_null().any():
        raise FileRefused("exact-needs-whole", format=LABEL)
    roles = _roles(package, everybody)
    living = everybody.filter(pl.col("status").fill_null("").is_in(LIVING))
    mine = roles.filter(pl.col("role").is_in(sorted(wanted)))
    people = living.join(_places(package, mine), on="sync_key", how="inner")
    people = pl.concat([people, _keyless(living, sorted(wanted))], how="diagonal")
    nothing = told(everybody.filter(pl.col("sync_key").is_null()))
    if options.profile == "pupil":
        people = people.join(_births(package), on="sync_key", how="left")
    if options.profile in {"pupil", "teacher"}:
        people = people.join(_classes(package, options.profile), on="sync_key", how="left")
    notes = left_source(everybody.height - living.height)
    notes += others(living, people)
    if options.profile != "parent":
        return build(package, users, people, HEADINGS, notes=notes, found=nothing)
    found, more = _families(living, roles)
    for stem, key in (("users", "sourcedid"), ("roles", "usersourcedid")):
        found = under_rights(found, package.get(stem), key, options)
    return build(
        package,
        users,
        people,
        HEADINGS,
        links=links(found.join(people.select("row", "sync_key"), on="sync_key")),
        child_heading="agentSourcedIds",
        notes=[*notes, *more],
        found=pl.concat([nothing, _no_agents(everybody)]),
        called=children.of_keys(living.select("given_name", "family_name", value="sync_key")),
    )


def under_rights(
    pairs: pl.DataFrame, table: Table | None, key: str, options: Options
) -> pl.DataFrame:
    """What a column about rights says on a guardian's row or on a pupil's holds for their pairs."""
    said = rights.of_rows(table, options)
    said = pick(table, sync_key=key).join(said, on="row").select("sync_key", "right", "because")
    pairs = rights.lay(pairs, said, "sync_key")
    return rights.lay(pairs, said.rename({"sync_key": "value"}), "value")


def _users(users: Table) -> pl.DataFrame:
    return pick(
        users,
        sync_key="sourcedid",
        status="status",
        username="username",
        given_name=("preferredgivenname", "prefferedgivenname", "givenname"),
        family_name=("preferredfamilyname", "familyname"),
        email="email",
        phone=("sms", "phone"),
        agents=AGENTS,
        role="role",
        orgs=("orgsourcedids", "orgsourcedid", "primaryorgsourcedid"),
    ).with_columns(pl.col("status").str.to_lowercase())


def _roles(package: Package, users: pl.DataFrame) -> pl.DataFrame:
    """`sync_key`, `role`, `org`: one line for each role of a person, at each organisation."""
    of_file = pick(
        package.get("roles"),
        sync_key="usersourcedid",
        role="role",
        org="orgsourcedid",
        status="status",
    )
    of_file = of_file.filter(pl.col("status").fill_null("").str.to_lowercase().is_in(LIVING))
    own = users.select("sync_key", "role", org=ids("orgs")).explode("org", empty_as_null=True)
    both = pl.concat([own, of_file.select("sync_key", "role", "org")])
    return both.with_columns(pl.col("role").str.to_lowercase()).drop_nulls("role")


def ids(column: str) -> pl.Expr:
    """A list cell, whatever it is separated and wrapped by; ids hold none of these marks."""
    return pl.col(column).fill_null("").str.extract_all(r"""[^\s,;\[\]"']+""")


def _keyless(users: pl.DataFrame, roles: list[str]) -> pl.DataFrame:
    """People who can be found by their username alone, if their own row tells the role."""
    mine = pl.col("role").str.to_lowercase().is_in(roles)
    return users.filter(pl.col("sync_key").is_null() & mine)


def _no_agents(users: pl.DataFrame) -> pl.DataFrame:
    """The problems of agents that are placeholders, on whosever row they stand."""
    whole = told(users).filter(pl.col("column").str.to_lowercase().is_in(AGENTS))
    parts = users.select("row", agent=ids("agents")).explode("agent", empty_as_null=True)
    odd = parts.filter(placeholder(pl.col("agent")))
    return pl.concat([whole, tell(odd, "agentSourcedIds", pl.col("agent"))])


def _places(package: Package, roles: pl.DataFrame) -> pl.DataFrame:
    """`sync_key` and `organisation`: the name of the first school somebody has the role at."""
    orgs = pick(package.get("orgs"), org="sourcedid", name="name", type="type")
    orgs = orgs.with_columns(school=pl.col("type").str.to_lowercase() == "school")
    named = roles.join(orgs.select("org", "name", "school"), on="org", how="left")
    return (
        named.with_columns(pl.when("school").then(as_name("name")).alias("organisation"))
        .sort("sync_key", "org", nulls_last=True)
        .group_by("sync_key", maintain_order=True)
        .agg(pl.col("organisation").drop_nulls().first())
    )


def as_name(column: str) -> pl.Expr:
    """A name as one part of an organisation's path, where the slash means something else."""
    return pl.col(column).str.replace_all(r"\s*/\s*", "-").str.slice(0, 100)


def _births(package: Package) -> pl.DataFrame:
    found = pick(
        package.get("demographics"), sync_key=("sourcedid", "usersourcedid"), birth_date="birthdate"
    )
    return found.drop("row").drop_nulls("sync_key").unique("sync_key", keep="first")


def _classes(package: Package, profile: str) -> pl.DataFrame:
    """`sync_key` and `class`: the homeroom, else the only class somebody is enrolled in."""
    role = "student" if profile == "pupil" else "teacher"
    enrolled = pick(
        package.get("enrollments"), sync_key="usersourcedid", id="classsourcedid", role="role"
    ).filter(pl.col("role").str.to_lowercase() == role)
    rooms = pick(package.get("classes"), id="sourcedid", title="title", kind="classtype")
    found = enrolled.join(rooms.drop("row"), on="id", how="inner").with_columns(
        home=pl.col("kind").str.to_lowercase() == "homeroom", title=as_name("title")
    )
    return (
        found.group_by("sync_key")
        .agg(
            home=pl.col("title").filter(pl.col("home").fill_null(value=False)).min(),
            only=pl.when(pl.col("title").n_unique() == 1).then(pl.col("title").min()),
        )
        .select("sync_key", pl.coalesce("home", "only").alias("class"))
    )


def _families(users: pl.DataFrame, roles: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """`sync_key` (the guardian's), `value` (the pupil's), `kind`, `claim`; and what is said."""
    guardians = roles.filter(pl.col("role").is_in(sorted(GUARDIANS)))
    kinds = guardians.group_by("sync_key").agg(kind=pl.col("role").min())
    pupils = roles.filter(pl.col("role") == "student").select("sync_key").unique()
    staff = roles.filter(pl.col("role").is_in(sorted(STAFF_ROLES))).select("sync_key").unique()
    known = users.select("sync_key")
    said = users.select("sync_key", agent=ids("agents")).explode("agent", empty_as_null=True)
    said = said.drop_nulls("agent").filter(~placeholder(pl.col("agent")))
    by_guardian = said.join(kinds.select("sync_key"), on="sync_key", how="semi").rename(
        {"agent": "value"}
    )
    nobody = by_guardian.join(pupils, left_on="value", right_on="sync_key", how="anti")
    strangers = nobody.join(known, left_on="value", right_on="sync_key", how="anti")
    by_guardian = pl.concat(
        [by_guardian.join(pupils, left_on="value", right_on="sync_key", how="semi"), strangers]
    )
    by_pupil = said.join(pupils, on="sync_key", how="semi").select(
        sync_key="agent", value="sync_key"
    )
    dangling = by_pupil.join(known, on="sync_key", how="anti").height
    by_pupil = by_pupil.join(kinds.select("sync_key"), on="sync_key", how="semi")
    pairs = (
        pl.concat([by_guardian.with_columns(side=1), by_pupil.with_columns(side=2)])
        .group_by("sync_key", "value")
        .agg(sides=pl.col("side").n_unique())
        .join(kinds, on="sync_key")
        .join(staff.with_columns(staff=True), on="sync_key", how="left")
    )
    both = pairs.filter(pl.col("sides") == 2).height
    one_sided = (pl.col("sides") == 1) & pl.lit(2 * both > pairs.height)
    doubtful = pl.col("staff").fill_null(value=False) | one_sided
    pairs = pairs.with_columns(claim=pl.when(doubtful).then(pl.lit("unknown"))).sort(
        "sync_key", "value"
    )
    notes: list[Note] = [("dangling-agents", {"count": dangling})] if dangling else []
    unrelated = nobody.height - strangers.height
    if unrelated:
        notes.append(("agents-not-pupils", {"count": unrelated}))
    return pairs, notes

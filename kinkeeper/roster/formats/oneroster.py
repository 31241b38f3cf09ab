"""1EdTech OneRoster 1.0, 1.1 and 1.2 as CSV: users, roles, orgs, classes, enrolments.

The columns that are there decide the version, not the manifest. A family is an entry in
`agentSourcedIds`, on the guardian's row, on the pupil's, or on both; the standard does not fix the
direction. See docs/formats/oneroster.md.
"""

import polars as pl

from kinkeeper.roster.cells.placeholder_columns import placeholder
from kinkeeper.roster.cells.placeholder_problems import tell
from kinkeeper.roster.cells.validity import DISABLED, ENDED
from kinkeeper.roster.formats import child_names, rights_columns, status_words
from kinkeeper.roster.formats import oneroster_places as places_of
from kinkeeper.roster.formats.canonical import (
    Note,
    Package,
    build,
    ids,
    links,
    others,
    pick,
    refuse_profile,
    told,
)
from kinkeeper.roster.formats.legal_words import STAFF_ROLES
from kinkeeper.roster.formats.oneroster_places import STATUS
from kinkeeper.roster.headings.validity_words import FLAG
from kinkeeper.roster.options import FORMATS, Options
from kinkeeper.roster.table import HOLDS, FileRefused, Table
from kinkeeper.roster.vocabulary import Links, Profile

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


def fits(package: Package) -> bool:
    users = package.get("users")
    if not package.has("users", "sourcedId", "givenName", "familyName") or users is None:
        return False
    agents = any(package.has("users", name) for name in AGENTS)
    roles = _tells_roles(package, "roleType")
    return (agents or roles) and package.get("relationships") is None


def _tells_roles(package: Package, heading: str = "role") -> bool:
    return package.has("users", "role") or package.has("roles", "userSourcedId", heading)


def read(package: Package, options: Options) -> Table:
    """The people of the profile asked for. Raises `FileRefused`: `exact-needs-whole`;
    `missing-column` where nothing tells pupils, parents and staff apart."""
    wanted = ROLES.get(options.profile)
    users = package.get("users")
    if wanted is None or users is None:
        raise refuse_profile(LABEL, options.profile)
    if not _tells_roles(package):
        raise FileRefused("missing-column", columns="role / roles.csv")
    everybody, odd = _users(users, heed=options.profile != Profile.PUPIL)
    if options.links == Links.EXACT and everybody["status"].is_not_null().any():
        raise FileRefused("exact-needs-whole", format=LABEL)
    roles, odd_roles = _roles(package, everybody)
    mine = roles.filter(pl.col("role").is_in(sorted(wanted)))
    when = status_words.best_of(mine, "sync_key", package.today)
    places, odd_places = places_of.places(package, mine)
    people = everybody.join(when.rename({"holds": "role_holds"}), on="sync_key", how="inner")
    people = people.join(places, on="sync_key", how="left")
    people = pl.concat([people, _keyless(everybody, sorted(wanted))], how="diagonal")
    nothing = [told(everybody.filter(pl.col("sync_key").is_null())), odd_places]
    nothing += [odd.filter(pl.col("row").is_in(people["row"].implode())), odd_roles]
    if options.profile == Profile.PUPIL:
        people = people.join(places_of.births(package), on="sync_key", how="left")
    if options.profile in {Profile.PUPIL, Profile.TEACHER}:
        rooms, odd_rooms = places_of.classes(package, options.profile)
        people = people.join(rooms, on="sync_key", how="left")
        nothing.append(odd_rooms)
    notes = others(everybody, people)
    out = [ENDED] if options.profile in {Profile.PARENT, Profile.PUPIL} else [ENDED, DISABLED]
    gone = pl.any_horizontal(pl.col("holds", "role_holds").is_in(out))
    over = people.filter(gone)["row"]
    if options.profile != Profile.PARENT:
        return build(
            package,
            users,
            people.drop("starts_on", "ends_on"),
            HEADINGS,
            notes=notes,
            found=pl.concat(nothing),
            over=over,
        )
    found, more = _families(everybody, roles)
    for stem, key in (("users", "sourcedid"), ("roles", "usersourcedid")):
        found = under_rights(found, package.get(stem), key, options)
    said = people.select(
        "row",
        "sync_key",
        "starts_on",
        "ends_on",
        holds=pl.when(pl.col("role_holds") == ENDED).then("role_holds").otherwise("holds"),
    )
    return build(
        package,
        users,
        people,
        HEADINGS,
        links=links(found.join(said, on="sync_key")),
        child_heading="agentSourcedIds",
        notes=[*notes, *more],
        found=pl.concat([*nothing, _no_agents(everybody)]),
        called=child_names.of_keys(everybody.select("given_name", "family_name", value="sync_key")),
        over=over,
    )


def under_rights(
    relationships: pl.DataFrame,
    table: Table | None,
    key: str | tuple[str, ...],
    options: Options,
) -> pl.DataFrame:
    """What a column about rights says on a guardian's row or on a pupil's holds for their
    relationships."""
    said = rights_columns.of_rows(table, options)
    said = pick(table, sync_key=key).join(said, on="row").select("sync_key", "right", "because")
    relationships = rights_columns.lay(relationships, said, "sync_key")
    return rights_columns.lay(relationships, said.rename({"sync_key": "value"}), "value")


def _users(users: Table, *, heed: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """With `validity`, and the problems of words that are not known. Whether somebody may sign in
    is heeded of adults alone: a suspended pupil is still a pupil."""
    found = pick(
        users,
        sync_key="sourcedid",
        status="status",
        enabled="enableduser",
        username="username",
        given_name=("preferredgivenname", "prefferedgivenname", "givenname"),
        family_name=("preferredfamilyname", "familyname"),
        email="email",
        phone=("sms", "phone"),
        agents=AGENTS,
        role="role",
        orgs=("orgsourcedids", "orgsourcedid", "primaryorgsourcedid"),
    )
    found, odd = status_words.by_word(found, "status", STATUS, "status")
    if not heed:
        return found, odd
    found, unread = status_words.by_word(found, "enabled", FLAG, "enabledUser")
    return found, pl.concat([odd, unread])


def _roles(package: Package, users: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`sync_key`, `role`, `org` and `HOLDS`: one line for each role of a person, at each
    organisation; and the problems of the rows that say them, on the person's own row."""
    of_file = pick(
        package.get("roles"),
        sync_key="usersourcedid",
        role="role",
        org="orgsourcedid",
        status="status",
        first="begindate",
        last="enddate",
    )
    of_file, odd = status_words.by_word(of_file, "status", STATUS, "roles.csv: status")
    headings = ("roles.csv: beginDate", "roles.csv: endDate")
    of_file, undated = status_words.by_days(of_file, "first", "last", headings, exclusive=True)
    problems = pl.concat([odd, undated])
    problems = status_words.on_rows_of(users, of_file, problems)
    own = users.select("sync_key", "role", org=ids("orgs")).explode("org", empty_as_null=True)
    own = _not_said_closer(own, of_file)
    both = pl.concat([own, of_file.select("sync_key", "role", "org", *HOLDS)], how="diagonal")
    both = both.with_columns(pl.col(name).cast(kind) for name, kind in HOLDS.items())
    return both.with_columns(pl.col("role").str.to_lowercase()).drop_nulls("role"), problems


def _not_said_closer(own: pl.DataFrame, of_file: pl.DataFrame) -> pl.DataFrame:
    """The roles of `users.csv` of which `roles.csv` does not say itself when they hold."""
    role = pl.col("role").str.to_lowercase()
    own = own.with_columns(same=role, at=pl.col("org").fill_null(""))
    told = of_file.select("sync_key", same=role, at=pl.col("org").fill_null(""))
    told = pl.concat([told, told.with_columns(at=pl.lit(""))]).drop_nulls().unique()
    return own.join(told, on=["sync_key", "same", "at"], how="anti").drop("same", "at")


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


def _families(users: pl.DataFrame, roles: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """`sync_key` (the guardian's), `value` (the pupil's), `kind`, `claim`; and what is said."""
    guardians = roles.filter(pl.col("role").is_in(sorted(GUARDIANS)))
    kinds = guardians.group_by("sync_key").agg(kind=pl.col("role").min())
    gone = users.filter(pl.col("holds") == ENDED).select("sync_key")
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
    by_guardian = by_guardian.join(gone, left_on="value", right_on="sync_key", how="anti")
    by_pupil = by_pupil.join(gone, left_on="value", right_on="sync_key", how="anti")
    relationships = (
        pl.concat([by_guardian.with_columns(side=1), by_pupil.with_columns(side=2)])
        .group_by("sync_key", "value")
        .agg(sides=pl.col("side").n_unique())
        .join(kinds, on="sync_key")
        .join(staff.with_columns(staff=True), on="sync_key", how="left")
    )
    both = relationships.filter(pl.col("sides") == 2).height
    one_sided = (pl.col("sides") == 1) & pl.lit(2 * both > relationships.height)
    doubtful = pl.col("staff").fill_null(value=False) | one_sided
    relationships = relationships.with_columns(
        claim=pl.when(doubtful).then(pl.lit("unknown"))
    ).sort("sync_key", "value")
    notes: list[Note] = [("dangling-agents", {"count": dangling})] if dangling else []
    unrelated = nobody.height - strangers.height
    if unrelated:
        notes.append(("agents-not-pupils", {"count": unrelated}))
    return relationships, notes

"""Decides what happens to each person: created, changed, or left as is."""

import json

import polars as pl

from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import CONTACT, NAMES, OPENS, PERSON
from kinkeeper.roster.match import small_steps
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.match.usernames import assign, base_of
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.asked_of_the_site import Taken
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, WARNING, as_problems
from kinkeeper.roster.text.fold_usernames import folded
from kinkeeper.roster.vocabulary import Overwrite


def decide(persons: pl.DataFrame, directory: Directory, options: Options) -> pl.DataFrame:
    """Adds the site's values (`site_…`), `other_profile`, `new_paths`, `changed` (which fields
    the file replaces, a list), `withheld` (which it would, but for K38, with what it says: a list),
    `act`, and what `small_steps.held` adds; the values' columns become those that will be."""
    known = directory.people.select(
        "beyond", person_id="id", site_sync_key="sync_key", site_profile="profile"
    )
    details = directory.taken_details().select(
        pl.col("id").alias("person_id"), pl.exclude("id").name.prefix("site_")
    )
    frame = beside(beside(persons, known, "person_id"), details, "person_id")
    del details
    new = pl.col("person_id").is_null()
    other = ~new & (pl.col("site_profile") != options.profile)
    frame = frame.with_columns(other_profile=other)
    frame = _new_paths(frame, directory)
    frame = frame.with_columns(pl.col("beyond").fill_null(value=False))
    takes = {field: _takes(field, options) & ~new & ~other for field in PERSON}
    frame = small_steps.held(frame, takes["given_name"])
    takes["given_name"] &= ~pl.col("stays")
    frame = frame.with_columns(withheld=_withheld(takes, options))
    for field in OPENS:
        takes[field] &= ~pl.col("beyond")
    if frame["asked"].any():  # shown beside what is here, and not taken
        takes = {
            field: pl.when("asked").then(_differs(field)).otherwise(take)
            for field, take in takes.items()
        }
    changed = pl.concat_list(
        [pl.when(take).then(pl.lit(field)) for field, take in takes.items()]
    ).list.drop_nulls()
    frame = frame.with_columns(changed=changed)
    frame = frame.with_columns([_will_be(frame, field, new) for field in PERSON])
    touched = (pl.col("changed").list.len() > 0) | (pl.col("new_paths").list.len() > 0)
    act = pl.when(new).then(pl.lit("create")).when("asked").then(pl.lit("asked"))
    return frame.with_columns(
        act=act.when(touched).then(pl.lit("update")).otherwise(pl.lit("unchanged"))
    )


def _will_be(frame: pl.DataFrame, field: str, new: pl.Expr) -> pl.Expr:
    site = pl.col(f"site_{field}")
    if frame[field].null_count() == frame.height:  # the file says nothing: the site's, not copied
        return site.alias(field)
    return (
        pl.when(new | pl.col("changed").list.contains(field))
        .then(pl.col(field))
        .otherwise(site)
        .alias(field)
    )


# What stands for a password: no problem's value is one.
UNSAID = "…"


def _withheld(takes: dict[str, pl.Expr], options: Options) -> pl.Expr:
    """(field, what the file says) of what is not taken over because it opens an account."""
    mine = pl.col("beyond") & ~pl.col("asked")
    fields = [
        pl.when(takes[field] & mine).then(pl.struct(field=pl.lit(field), said=pl.col(field)))
        for field in OPENS
    ]
    if options.reset_passwords:
        reset = pl.col("password").is_not_null() & pl.col("person_id").is_not_null() & mine
        password = pl.struct(field=pl.lit("password"), said=pl.lit(UNSAID))
        fields.append(pl.when(reset & ~pl.col("other_profile")).then(password))
    return pl.concat_list(fields).list.drop_nulls()


def shared(frame: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Warnings where the file would open the account of somebody who reaches further than its
    maker; `frame` as from `decide`."""
    kept = frame.filter(pl.col("withheld").list.len() > 0).select("number", "withheld")
    if kept.is_empty():
        return NO_PROBLEMS
    told = kept.explode("withheld").unnest("withheld")
    return told.select(
        row="number",
        column=pl.col("field").replace_strict(dict(mapping.headings), default=""),
        code=pl.lit("shared-person"),
        severity=pl.lit(WARNING),
        value=pl.col("said").str.slice(0, 200),
        detail=pl.lit(None, pl.String),
    ).pipe(as_problems)


def _differs(field: str) -> pl.Expr:
    said = pl.col(field).is_not_null()
    return said & pl.col(field).ne_missing(pl.col(f"site_{field}").fill_null(""))


def _takes(field: str, options: Options) -> pl.Expr:
    """Whether an existing person's field takes the file's value. An empty cell never clears."""
    said = pl.col(field).is_not_null()
    empty = pl.col(f"site_{field}").fill_null("") == ""
    differs = said & (empty | (pl.col(field) != pl.col(f"site_{field}")))
    by_hand = pl.col("site_hand_changed").list.contains(field).fill_null(value=False)
    if field == "sync_key":
        return said & pl.col("site_sync_key").is_null()  # filled once, changed never (K1)
    if options.overwrite == Overwrite.ALL:
        return differs
    if field == "username":
        return pl.lit(value=False)
    if options.overwrite == Overwrite.NAMED and field in (*NAMES, *CONTACT):
        return differs & ~by_hand
    return said & empty & ~by_hand


def _new_paths(frame: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """The organisations that the person does not belong to yet; none for other profiles, whose
    memberships are rights."""
    ours = ~pl.col("other_profile") & ~pl.col("asked")
    wanted = frame.filter(ours & (pl.col("paths").list.len() > 0)).select(
        "person", "person_id", path="paths"
    )
    missing = (
        wanted.explode("path")
        .join(directory.memberships, on=["person_id", "path"], how="anti", nulls_equal=False)
        .group_by("person")
        .agg(new_paths=pl.col("path").unique().sort())
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    return frame.join(missing, on="person", how="left", maintain_order="left").with_columns(
        pl.coalesce("new_paths", empty)
    )


def name_them(frame: pl.DataFrame, taken: Taken) -> pl.DataFrame:
    """Gives usernames to new people whose file gives none, in the order of their keys."""
    nameless = (
        frame.select("sync_key", "person", "act", "username", *NAMES)
        .with_row_index("place")
        .filter((pl.col("act") == "create") & pl.col("username").is_null())
        .sort("sync_key", "person")
    )
    if nameless.is_empty():
        return frame
    bases = [
        base_of(given or "", family or "") for given, family in nameless.select(NAMES).iter_rows()
    ]
    wanted = set(frame["username_folded"].drop_nulls())
    names = assign(bases, lambda names: taken(names) | (wanted & set(names)))
    made = pl.Series(names, dtype=pl.String)
    return frame.with_columns(
        frame[field].scatter(nameless["place"], made) for field in ("username", "username_folded")
    )


def rename_conflicts(frame: pl.DataFrame, directory: Directory, mapping: Mapping) -> pl.DataFrame:
    """Problems of usernames that two want, or that somebody keeps. Two people of one file may
    swap names (K4); whoever is left out keeps the own name, so this looks again until it is
    settled."""
    owners = directory.people.select("username_folded", owner="id", owner_within="within")
    # a former name is nobody's to take, not even of whom it leads to
    resting = directory.former.join(
        directory.people.select(person_id="id", owner_within="within"), on="person_id", how="inner"
    )
    owner = pl.col("gone_id").cast(pl.Int64)
    owners = pl.concat(
        [owners, resting.select("username_folded", owner=owner, owner_within="owner_within")]
    )
    wants = frame.with_columns(username_folded=folded(pl.col("username"))).select(
        "person", "person_id", "rows", "act", "username", "username_folded", "changed"
    )
    renaming = (pl.col("act") == "create") | (
        (pl.col("act") == "update") & pl.col("changed").list.contains("username")
    )
    renaming &= pl.col("username_folded").is_not_null()  # who has none gets a free one later
    out: set[str] = set()
    found = []
    while True:
        open_wants = wants.filter(renaming & ~pl.col("person").is_in(list(out)))
        twins = open_wants.filter(pl.col("username_folded").is_duplicated())
        # who gives up the own name frees it for somebody else in the same file
        leaving = open_wants.drop_nulls("person_id").select(owner="person_id")
        held = (
            open_wants.join(owners, on="username_folded", how="inner")
            .filter(pl.col("person_id").fill_null(-1) != pl.col("owner"))
            .join(leaving, on="owner", how="anti")
        )
        if twins.is_empty() and held.is_empty():
            break
        found.append(_left_out(twins, mapping, "duplicate-username", None))
        found.append(_left_out(held, mapping, "username-taken", "owner_within"))
        out |= set(twins["person"]) | set(held["person"])
    return pl.concat([NO_PROBLEMS, *found])


def _left_out(wants: pl.DataFrame, mapping: Mapping, code: str, within: str | None) -> pl.DataFrame:
    reachable = pl.lit(value=True) if within is None else pl.col(within)
    shown = pl.when(reachable).then(pl.lit(code)).otherwise(pl.lit("not-allowed"))
    value = pl.when(reachable).then(pl.col("username")).otherwise(pl.lit(""))
    return (
        wants.select("rows", code=shown, value=value)
        .explode("rows")
        .select(
            row="rows",
            column=pl.lit(mapping.headings.get("username", "")),
            code="code",
            severity=pl.lit(ERROR),
            value="value",
            detail=pl.lit(None, pl.String),
        )
        .pipe(as_problems)
    )


def changes_of(frame: pl.DataFrame) -> pl.Series:
    """For each line the old and new values of what changes, as JSON; null where nothing does."""
    changing = pl.col("act").is_in(["update", "asked"]) & (pl.col("changed").list.len() > 0)
    places = frame.select(pl.arg_where(changing)).to_series()
    columns = ["changed", *PERSON, *[f"site_{field}" for field in PERSON]]
    texts = [
        json.dumps(
            {field: [line[f"site_{field}"], line[field]] for field in line["changed"]},
            ensure_ascii=False,
        )
        for line in frame[places].select(columns).iter_rows(named=True)
    ]
    nothing = pl.repeat(None, frame.height, dtype=pl.String, eager=True)
    return nothing.scatter(places, texts)

"""Decides what happens to each parent and child that a roster names."""

import datetime
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.cells import areas, validity
from kinkeeper.roster.cells.claim_words import DENIES, DESCRIBED, RANK, WITHHOLDS
from kinkeeper.roster.cells.claims import by_kind, claims
from kinkeeper.roster.cells.kinds import OTHER
from kinkeeper.roster.cells.placeholder_columns import placeholder
from kinkeeper.roster.check.rows import CheckedRows
from kinkeeper.roster.columns.mapping import Mapping
from kinkeeper.roster.fields import NAMES
from kinkeeper.roster.match import child_names, damaged_keys, described
from kinkeeper.roster.match.children import met_by
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import find_relationship_problems, same_name_as_child
from kinkeeper.roster.table import HOLDS
from kinkeeper.roster.text.fold_usernames import as_matched
from kinkeeper.roster.vocabulary import ChildMatch

ERASED = "child-erased"
WRONG = (
    "child-is-parent",
    "child-not-a-pupil",
    "too-long",
    "key-damaged",
    "other-child",
    ERASED,
)
# One line a relationship. `act` is null until it is decided; `areas` where no row says them;
# `described`: no key named the child.
RELATIONSHIPS: dict[str, Any] = {
    "row": pl.UInt32,
    "person": pl.String,
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "match": pl.String,
    "value": pl.String,
    "folded": pl.String,
    "kind": pl.String,
    "kind_text": pl.String,
    "claim": pl.String,
    "note": pl.String,
    "act": pl.String,
    "adds_source": pl.Boolean,
    "state_before": pl.String,
    "version": pl.Int64,
    "pending_id": pl.Int64,
    "starts_on": pl.String,
    "ends_on": pl.String,
    "areas": areas.BITS,
    "described": pl.Boolean,
}


@dataclass(frozen=True)
class DecidedRelationships:
    """`frame` has the columns of `RELATIONSHIPS`. `described`: which of the children without a key
    are in it, with whom something is done; `contested` as from `described.contested`."""

    frame: pl.DataFrame
    problems: pl.DataFrame
    described: pl.DataFrame
    contested: pl.DataFrame


def named(
    checked: CheckedRows,
    mapping: Mapping,
    options: Options,
    links: pl.DataFrame | None,
    held: pl.DataFrame | None,
) -> pl.DataFrame:
    """The children each row names: `row`, `value`, `folded`, `kind`, `kind_text`, `claim` and
    `note` as from `claims`, `areas` as from `areas.said`, `heading` where it is not that of the
    mapping, `said`: the word for a kind that is no parent, and `HOLDS`. `links`: as a format found
    them, `table.LINKS`; `held` as in `Table`."""
    rows = _in_cells(checked, mapping, options, held) if links is None else links
    if "heading" not in rows.columns:
        rows = rows.with_columns(heading=pl.lit(None, pl.String), areas=pl.lit(None, areas.BITS))
    rows = rows.with_columns(pl.col("value").str.strip_chars()).filter(
        (pl.col("value") != "") & ~placeholder(pl.col("value"))
    )
    if options.key_prefix and options.child_match == ChildMatch.SYNC_KEY:
        rows = rows.with_columns(value=pl.concat_str(pl.lit(options.key_prefix), pl.col("value")))
    rows = rows.with_columns(folded=as_matched(rows["value"], options.child_match))
    other = pl.col("meant") == OTHER
    return by_kind(rows).select(
        "row",
        "value",
        "folded",
        "claim",
        "note",
        "areas",
        "heading",
        *HOLDS,
        said=pl.when(pl.col("claim") == "kind").then("kind"),
        kind="meant",
        kind_text=pl.when(other).then("kind").otherwise(pl.lit("")).fill_null(""),
    )


def _in_cells(
    checked: CheckedRows, mapping: Mapping, options: Options, held: pl.DataFrame | None
) -> pl.DataFrame:
    rows = checked.rows.with_columns(heading=pl.lit(None, pl.String))
    if checked.children.height:
        more = rows.drop("child", "heading").join(checked.children, on="row", how="inner")
        rows = pl.concat([rows, more.select(rows.columns)])
    rows = rows.filter(pl.col("child").is_not_null())
    rows = areas.said(claims(rows, asked="responsibility" in mapping.columns))
    cell = pl.col("child")
    values = cell.str.split(options.child_separator) if options.child_separator else cell
    rows = rows.select("row", "kind", "claim", "note", "areas", "heading", value=values)
    nothing = [pl.lit(None, kind).alias(name) for name, kind in HOLDS.items()]
    rows = rows.with_columns(nothing) if held is None else beside(rows, held, "row")
    return rows.explode("value") if options.child_separator else rows


def decide(
    rows: pl.DataFrame,
    children: pl.DataFrame,
    directory: Directory,
    mapping: Mapping,
    options: Options,
    *,
    names: pl.DataFrame,
    today: datetime.date,
) -> DecidedRelationships:
    """`rows`: `row`, `person`, `person_id`, `good` of every row; `children` as from `named`, their
    `names` as from `child_names.named`. What is said of described children keeps no relationship
    that others assert, and changes no days and no rights."""
    relationships = met_by(rows, children, directory, options)
    contested = described.contested(relationships)
    relationships = described.settled(relationships)
    relationships = _doubted(relationships, rows, directory, options)
    if not options.whole_school:  # there no file of pupils is taken for one of parents
        relationships = same_name_as_child.doubted(relationships, rows, directory)
    relationships = areas.narrowest(_most_cautious(relationships), ["whom", "once"])
    relationships = validity.one_span(relationships)
    relationships = _called(relationships, names, directory, options)
    relationships = _met(relationships, rows, directory.padded, options, today=today)
    relationships = _erased(relationships, directory.erased_children)
    in_days = validity.undated if "fits" in children.columns else validity.dated
    relationships = in_days(relationships, today)
    relationships = described.without_areas(relationships)
    problems = find_relationship_problems.of(relationships, mapping, options)
    met = described.met_in(relationships)
    relationships = relationships.with_columns(
        match=pl.lit(options.child_match),
        pending_id=pl.lit(None, pl.Int64),
        adds_source=pl.col("act").is_in(["existing"])
        & ~pl.col("ours").fill_null(value=False)
        # what only proposes keeps nobody connected whom others say no more (K26, K36)
        & ~((pl.col("state_before") == "active") & pl.col("claim").is_in(WITHHOLDS)).fill_null(
            value=False
        )
        & ("fits" not in children.columns),
        described=pl.lit("fits" in children.columns),
    ).select(*RELATIONSHIPS, "whom", "once")  # what is sorted now is kept twice for a moment
    return DecidedRelationships(
        _in_order(_once_each(relationships)).cast(pl.Schema(RELATIONSHIPS)),
        problems,
        met,
        contested,
    )


def _once_each(relationships: pl.DataFrame) -> pl.DataFrame:
    """A relationship that one row leaves out and another makes is made: bad rows are left out
    alone."""
    if relationships.select(pl.struct("whom", "once").is_duplicated().any()).item():
        relationships = (
            relationships.with_columns(last=pl.col("act") == "rejected")
            .sort("last", "row", nulls_last=True)
            .unique(["whom", "once"], keep="first", maintain_order=True)
        )
    return relationships.select(list(RELATIONSHIPS))


def _in_order(relationships: pl.DataFrame) -> pl.DataFrame:
    """By row and key; most files are, and a million relationships are not copied for nothing."""
    rising = relationships.select((pl.col("row").cast(pl.Int64).diff() > 0).all()).item()
    return relationships if rising else relationships.sort("row", "folded")


def _most_cautious(relationships: pl.DataFrame) -> pl.DataFrame:
    """Adds `whom` and `once`, the same for all rows of one relationship, and gives each of these
    rows the most cautious `claim` and `note` among them: what a row says of the right to see the
    child is evidence also where the row itself is left out."""
    once = pl.coalesce(
        pl.concat_str(pl.lit("id:"), pl.col("child_id").cast(pl.String)),
        pl.concat_str(pl.lit("key:"), pl.col("folded")),
    )
    relationships = relationships.with_columns(
        whom=pl.coalesce("person", pl.col("row").cast(pl.String)),
        once=once,
        caution=pl.col("claim").replace_strict(RANK, default=None, return_dtype=pl.Int8),
    )
    several = relationships.filter(pl.struct("whom", "once").is_duplicated())
    if several["caution"].null_count() == several.height:
        return relationships  # nobody says anything, or each relationship stands once
    said = several.sort("caution", "row", nulls_last=True).unique(
        ["whom", "once"], keep="first", maintain_order=True
    )
    said = said.select("whom", "once", said_claim="claim", said_note="note", said_word="said")
    joined = relationships.join(said, on=["whom", "once"], how="left", maintain_order="left")
    spoken = pl.col("said_note").is_not_null()
    return joined.with_columns(
        claim=pl.when(spoken).then("said_claim").otherwise("claim"),
        note=pl.when(spoken).then("said_note").otherwise("note"),
        said=pl.when(spoken).then("said_word").otherwise("said"),
    )


def _doubted(
    relationships: pl.DataFrame, rows: pl.DataFrame, directory: Directory, options: Options
) -> pl.DataFrame:
    """Whoever names a child by a key of which it is asked whose it is, or that was found to be
    somebody else's, is only proposed (K32, K34). So is a parent whom a row without a name means by
    such a key: that it names no one else is no agreement."""
    if directory.doubted.is_empty():
        return relationships
    keys = ["child_id", "folded"] if options.child_match == ChildMatch.SYNC_KEY else ["child_id"]
    whose = directory.doubted.select(keys).unique().with_columns(doubted=pl.lit(value=True))
    found = beside(relationships, whose, keys)
    unsure = _unnamed(rows, directory)
    lowers = pl.col("doubted").fill_null(value=False) | pl.col("row").is_in(unsure.implode())
    lowers &= ~pl.col("claim").is_in((*DENIES, *DESCRIBED)).fill_null(value=False)
    claim = pl.when(lowers).then(pl.lit("unknown")).otherwise("claim")
    return found.with_columns(claim=claim).drop("doubted")


def _unnamed(rows: pl.DataFrame, directory: Directory) -> pl.Series:
    """The rows without a name by whose key, or otherwise than by a key, it is doubted whom they
    mean."""
    bare = pl.all_horizontal(pl.col(name).is_null() for name in NAMES)
    nameless = rows.filter(bare & pl.col("person_id").is_not_null())
    doubts = directory.doubted.rename({"child_id": "person_id"})
    met = nameless.join(doubts, on="person_id", how="inner")
    other_key = (pl.col("folded") != "") & (pl.col("folded") != pl.col("sync_key"))
    return met.filter(~other_key.fill_null(value=False))["row"].unique()


def _called(
    relationships: pl.DataFrame, names: pl.DataFrame, directory: Directory, options: Options
) -> pl.DataFrame:
    """Adds `child_names`: another person's name by which a row calls the child (K32); else null."""
    if names.is_empty():
        return relationships.with_columns(called=pl.lit(None, pl.String))
    by_key = options.child_match == ChildMatch.SYNC_KEY
    return beside(
        relationships,
        child_names.misnamed(relationships, names, directory, by_key=by_key),
        ["whom", "once"],
    )


def _erased(relationships: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """Nobody waits for a child who was erased, and no plan keeps the key."""
    if keys.is_empty():
        return relationships
    erased = (pl.col("code") == "child-unknown") & pl.col("folded").is_in(keys.implode())
    erased = erased.fill_null(value=False)
    nothing = pl.lit("")
    return relationships.with_columns(
        code=pl.when(erased).then(pl.lit(ERASED)).otherwise("code"),
        act=pl.when(erased).then(pl.lit("rejected")).otherwise("act"),
        value=pl.when(erased).then(nothing).otherwise("value"),
        folded=pl.when(erased).then(nothing).otherwise("folded"),
    )


def _met(
    relationships: pl.DataFrame,
    rows: pl.DataFrame,
    padded: pl.Series,
    options: Options,
    *,
    today: datetime.date,
) -> pl.DataFrame:
    """Adds `code` (what is wrong with the relationship, null for nothing) and `act`."""
    own = {
        "sync-key": pl.col("sync_key"),
        "username": pl.col("username_folded"),
        "internal-id": pl.col("person_id").cast(pl.String),
    }[options.child_match]
    if options.child_match == ChildMatch.INTERNAL_ID:
        adults = pl.Series([], dtype=pl.String)
    else:
        field = "sync_key" if options.child_match == ChildMatch.SYNC_KEY else "username_folded"
        adults = rows.filter("good")[field].drop_nulls().unique()
    self_made = (own == pl.col("folded")) | (pl.col("child_id") == pl.col("person_id"))
    # the file's own people are not pupils, even those who are not in the site yet
    in_file = pl.col("child_id").is_null() & pl.col("folded").is_in(adults.implode())
    not_pupil = in_file | (~pl.col("is_pupil")).fill_null(value=False)
    unknown = pl.col("child_id").is_null()
    blocked = (pl.col("state_before") == "blocked").fill_null(value=False)
    too_long = pl.col("value").str.len_chars() > 200
    active = (pl.col("state_before") == "active").fill_null(value=False)
    decided = pl.col("by_hand").fill_null(value=False)
    relationships = relationships.with_columns(
        cause=pl.when(unknown & (options.child_match == ChildMatch.SYNC_KEY)).then(
            damaged_keys.cause(pl.col("folded"), padded)
        )
    )
    damaged = pl.col("cause").is_not_null()
    # an internal ID is given to whoever comes next: to wait for one is to wait for a stranger
    nobody = unknown & pl.lit(options.child_match == ChildMatch.INTERNAL_ID)
    code = (
        pl.when(self_made.fill_null(value=False))
        .then(pl.lit("child-is-parent"))
        .when(not_pupil)
        .then(pl.lit("child-not-a-pupil"))
        .when(too_long)
        .then(pl.lit("too-long"))
        .when(damaged)
        .then(pl.lit("key-damaged"))
        .when(unknown)
        .then(pl.lit("child-unknown"))
        .when(blocked)
        .then(pl.lit("held-back"))
        .when(pl.col("called").is_not_null())
        .then(pl.lit("other-child"))
        .when(active & decided & (pl.col("claim") == "restricted").fill_null(value=False))
        .then(pl.lit("restricted-by-hand"))
    )
    # nothing is said of the children of somebody who may be somebody else
    relationships = relationships.with_columns(code=pl.when(~pl.col("asked")).then(code))
    wrong = pl.col("code").is_in(WRONG) | nobody
    proposed = (pl.col("state_before") == "proposed").fill_null(value=False)
    denied = pl.col("claim").is_in(DENIES).fill_null(value=False)
    withheld = pl.col("claim").is_in(WITHHOLDS).fill_null(value=False)
    # a restriction is lifted by a person alone, whatever a later file says (K27)
    restricted = pl.col("restricted").fill_null(value=False)
    granted = (pl.col("claim") == "yes").fill_null(value=False) & ~restricted
    past = (pl.col("site_ends_on") < today.isoformat()).fill_null(value=False)
    act = (
        pl.when(~pl.col("good") | wrong.fill_null(value=False))
        .then(pl.lit("rejected"))
        .when("asked")
        .then(pl.lit("asked"))
        .when(blocked)
        .then(pl.lit("held-back"))
        .when(unknown)
        .then(pl.lit("pending"))
        .when(active & denied & ~decided)
        .then(pl.lit("propose"))
        .when(active & past & withheld & ~decided)  # who no longer sees the child is new again
        .then(pl.lit("propose"))
        .when(active | (proposed & ~granted))
        .then(pl.lit("existing"))
        .when(withheld)
        .then(pl.lit("propose"))
        .otherwise(pl.lit("create"))
    )
    relationships = relationships.with_columns(act=act, parent_id=pl.col("person_id"))
    bare = pl.col("act").is_in(["propose", "pending"]) & withheld & (pl.col("note") == "")
    return relationships.with_columns(note=pl.when(bare).then("claim").otherwise("note"))

"""Second stage of a plan: what happens to each parent and child."""

import json
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.cells import validity
from kinkeeper.roster.cells.claim_words import LOWERS
from kinkeeper.roster.check import odd_cells
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.plan import decide_relationships, ended, exact_removals, meet_described
from kinkeeper.roster.plan.asked_of_the_site import Suggest
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.fulfilled_pendings import fulfilled_pendings
from kinkeeper.roster.plan.people_stage import KEPT, PeopleStage
from kinkeeper.roster.vocabulary import Links, Profile


@dataclass(frozen=True)
class RelationshipStage:
    """`frame` with the columns of `decide_relationships.RELATIONSHIPS`."""

    frame: pl.DataFrame
    problems: tuple[pl.DataFrame, ...]


def decide(
    draft: Draft, directory: Directory, people: PeopleStage, *, suggest: Suggest
) -> RelationshipStage:
    heading = draft.mapping.headings.get("child", "")
    over = validity.told(draft.over, people.ended_rows, heading)
    if draft.options.profile == Profile.PUPIL:
        return RelationshipStage(fulfilled_pendings(people.frame, directory), (over,))
    rows = _settled(people.rows, people.frame)
    decided = decide_relationships.decide(
        rows,
        people.children,
        directory,
        draft.mapping,
        draft.options,
        names=draft.names,
        today=draft.today,
    )
    frame, rows, kept = _with_dropped(decided.frame, draft, people, rows, directory)
    frame = _with_parents(frame, people.frame, directory)
    ending = pl.concat([rows.select(KEPT), people.ended_rows])
    frame = ended.with_ended(frame, ending, draft, directory)
    unmet = meet_described.unmet(
        draft, people.children, decided.described, contested=decided.contested
    )
    return RelationshipStage(frame, (_suggested(decided.problems, suggest), *kept, over, unmet))


def _with_dropped(
    relationships: pl.DataFrame,
    draft: Draft,
    people: PeopleStage,
    settled: pl.DataFrame,
    directory: Directory,
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """With the relationships that a file which is the whole truth no longer names; where part of it
    could not be read none, and the problem that says so. `settled` are the rows as they stand after
    the persons were made of them; they come back without those of people of whom only half was
    read."""
    if draft.options.links != Links.EXACT or not draft.mapping.children:
        return relationships, settled, []
    rows, beside_rows = exact_removals.half_said(settled, people.said, draft.mapping)
    lost = exact_removals.unreadable(people.rows, draft.table.lost) + beside_rows
    lost += odd_cells.lost(people.said, people.rows)
    if lost:
        return relationships, rows, [exact_removals.not_removed(lost, draft.mapping)]
    return (
        pl.concat([relationships, exact_removals.dropped(rows, relationships, directory)]),
        rows,
        [],
    )


def _settled(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with `good` as it stands after the persons were made of them."""
    kept = frame.select(pl.col("rows").alias("row")).explode("row").with_columns(kept=True)
    return rows.join(kept, on="row", how="left", maintain_order="left").with_columns(
        good=pl.col("kept").fill_null(value=False)
    )


def _with_parents(
    relationships: pl.DataFrame, frame: pl.DataFrame, directory: Directory
) -> pl.DataFrame:
    """Gives new parents' IDs to the relationships, and marks what waits already."""
    ids = frame.select("person", given="person_id")
    relationships = beside(relationships, ids, "person").with_columns(
        parent_id=pl.coalesce("parent_id", "given")
    )
    # of two such pending relationships the more cautious
    pendings = (
        directory.pendings.select(
            "parent_id",
            "match",
            "folded",
            pending="id",
            pending_granted="granted",
            pending_ours="ours",
            pending_starts_on="starts_on",
            pending_ends_on="ends_on",
        )
        .sort("pending_granted", "pending")
        .unique(["parent_id", "match", "folded"], keep="first", maintain_order=True)
    )
    relationships = beside(relationships, pendings, ["parent_id", "match", "folded"])
    waiting = (pl.col("act") == "pending") & pl.col("pending").is_not_null()
    denied = pl.col("claim").is_in(LOWERS).fill_null(value=False)
    lowered = waiting & denied & pl.col("pending_granted").fill_null(value=False)
    fulfilled = pl.col("act").is_in(["create", "propose", "existing", "held-back"])
    fulfilled &= pl.col("pending").is_not_null()
    relationships = validity.rewaits(relationships, lowered=lowered, waiting=waiting)
    return relationships.with_columns(
        act=pl.when(lowered)
        .then(pl.lit("withhold"))
        .when("other_days")
        .then(pl.lit("rewait"))
        .when(waiting)
        .then(pl.lit("waiting"))
        .otherwise("act"),
        # a pending relationship whose child can be reached after all ends with this plan
        pending_id=pl.when(fulfilled | lowered | pl.col("other_days"))
        .then("pending")
        .otherwise("pending_id"),
    ).select(list(decide_relationships.RELATIONSHIPS))


def _suggested(problems: pl.DataFrame, suggest: Suggest) -> pl.DataFrame:
    """Adds to unknown children whom the key may have meant; it is never taken by itself."""
    unknown = problems.filter(pl.col("code") == "child-unknown")["value"].unique().sort()
    meant = suggest(unknown.to_list()) if unknown.len() else {}
    if not meant:
        return problems
    hit = (pl.col("code") == "child-unknown") & pl.col("value").is_in(list(meant))
    words = {value: json.dumps(key, ensure_ascii=False) for value, key in meant.items()}
    more = pl.concat_str(
        pl.col("detail").str.strip_suffix("}"),
        pl.lit(', "suggestion": '),
        pl.col("value").replace_strict(words, default=""),
        pl.lit("}"),
    )
    return problems.with_columns(detail=pl.when(hit).then(more).otherwise("detail"))

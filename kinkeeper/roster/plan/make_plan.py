"""The whole way of a roster through the core, in three stages: a table and the site in, a plan
out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.columns import hidden
from kinkeeper.roster.columns.mapping import ignored_by_hand
from kinkeeper.roster.headings import unread
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan import (
    guards,
    leavers,
    line_counts,
    new_organisations,
    people_stage,
    relationship_stage,
    same_name_as_child,
    summary,
)
from kinkeeper.roster.plan.changes import changes
from kinkeeper.roster.plan.decide_people import Taken
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.people_stage import PEOPLE, PeopleStage
from kinkeeper.roster.plan.relationship_stage import RelationshipStage, Suggest
from kinkeeper.roster.table import Table
from kinkeeper.roster.vocabulary import Profile


@dataclass(frozen=True)
class Plan:
    """Line by line `people` (the columns of `PEOPLE`; those left out last) and `relationships`
    (those of `decide_relationships.RELATIONSHIPS`), `problems`, the counts of docs/commands.md, and
    what rests on who else could have been meant (`tolerated.TOLERATED`)."""

    people: pl.DataFrame
    relationships: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, Any]
    tolerated: pl.DataFrame


def plan(
    draft: Draft,
    directory: Directory,
    *,
    organisation: str,
    taken: Taken,
    new_ids: Callable[[int], pl.Series],
    suggest: Suggest,
    limits: guards.Limits,
    unread_before: Sequence[Mapping[str, Any]] = (),
) -> Plan:
    """`organisation` is the path for people whose row names none; `new_ids` gives internal IDs
    for people who will be created; `suggest` finds what unknown keys may have meant;
    `unread_before` is what the last file of the series remembers (`unread.decided`). A draft can
    be planned once."""
    people = people_stage.decide(
        draft, directory, organisation=organisation, taken=taken, new_ids=new_ids
    )
    relationships = relationship_stage.decide(draft, directory, people, suggest=suggest)
    rejected = _rejected(draft.table, people.rows, people.frame)
    problems = _problems(draft, directory, people, relationships, limits)
    counts = summary.counts(
        draft.table,
        draft.mapping,
        people=people.frame,
        rejected=rejected,
        relationships=relationships.frame,
        problems=problems,
        left=people.leaving.height,
    )
    counts["unread"] = unread.decided(
        draft.mapping.unread, ignored_by_hand(draft.table.headings, draft.options), unread_before
    )
    counts["new_places"] = new_organisations.told(people.frame, directory.facts, organisation)
    counts["new_organisations"] = [each["path"] for each in counts["new_places"]]
    reasons = [
        *_of_plan(
            draft, directory, people, relationships, organisation=organisation, limits=limits
        ),
        *_of_columns(draft, counts),
        *guards.near_school(counts["new_places"]),
    ]
    counts["guard"] = {"reasons": [each.as_json() for each in reasons]} if reasons else None
    lines = leavers.beside(people.frame.select(PEOPLE), people.leaving)
    lines = pl.concat([lines, rejected], how="diagonal")
    counts["lines"] = line_counts.of(lines, relationships.frame, draft.options.profile)
    return Plan(
        people=lines,
        relationships=relationships.frame,
        problems=problems,
        counts=counts,
        tolerated=people.tolerated,
    )


def _problems(
    draft: Draft,
    directory: Directory,
    people: PeopleStage,
    relationships: RelationshipStage,
    limits: guards.Limits,
) -> pl.DataFrame:
    """All problems of the file in its order, those of the file as a whole first."""
    unknown = guards.mostly_unknown(relationships.frame, directory, limits)
    ignored = _passwords_ignored(people.rows, people.frame)
    of_file = summary.of_file(draft.table, draft.mapping, people.frame, unknown, ignored)
    found = pl.concat([*people.problems, *relationships.problems, *of_file])
    return found.sort("row", "column", "code", nulls_last=False, maintain_order=True)


def _of_plan(
    draft: Draft,
    directory: Directory,
    people: PeopleStage,
    relationships: RelationshipStage,
    *,
    organisation: str,
    limits: guards.Limits,
) -> list[guards.Reason]:
    """Why the plan as a whole looks like the wrong file."""
    return [
        *guards.object_to(
            people.frame,
            relationships.frame,
            directory,
            organisation=organisation,
            limits=limits,
            today=draft.today,
        ),
        *guards.keys_moved(people.renamed, people.known),
        *guards.all_disabled(draft.disabled, directory),
        *guards.many_leave(people.leaving.height, people.frame.height, limits),
        *guards.own_names(*same_name_as_child.share(relationships.frame)),
    ]


def _of_columns(draft: Draft, counts: dict[str, Any]) -> list[guards.Reason]:
    """Why columns of the file stop a plan that changes something. Of one of pupils those about
    rights do where it connects somebody who waited for a pupil."""
    if not changes(counts):
        return []
    telling = hidden.telling(draft.table, draft.mapping, draft.options)
    reasons = guards.hidden_columns(telling, len(draft.table.hidden_columns))
    if draft.options.profile == Profile.PUPIL and not counts["relationships"]["create"]:
        return reasons
    asking = [each["name"] for each in counts["unread"] if each["open"]]
    return reasons + guards.unread_rights(asking)


def _rejected(table: Table, rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    kept = frame.select(row=pl.col("rows")).explode("row")
    out = rows.join(kept, on="row", how="anti", maintain_order="left")
    odd = table.ragged.select(number="row", rows=pl.concat_list("row"), act=pl.lit("rejected"))
    told = out.select(
        number="row",
        rows=pl.concat_list("row"),
        act=pl.lit("rejected"),
        sync_key=pl.col("sync_key").str.slice(0, 200),
        username=pl.col("username").str.slice(0, 150),
        given_name=pl.col("given_name").str.slice(0, 255),
        family_name=pl.col("family_name").str.slice(0, 255),
    )
    return pl.concat([told, odd], how="diagonal")


def _passwords_ignored(rows: pl.DataFrame, people: pl.DataFrame) -> int:
    """People who are here and for whom the file has a password that is not set."""
    left = people.filter((pl.col("act") != "create") & ~pl.col("sets_password"))
    said = rows.filter("has_password").select("person").unique()
    return left.join(said, on="person", how="semi").height

"""The whole way of a roster through the core: a table and the site in, a plan out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kinkeeper.roster.cells import validity
from kinkeeper.roster.cells.claims import LOWERS
from kinkeeper.roster.check import odd_cells
from kinkeeper.roster.columns import hidden
from kinkeeper.roster.columns.mapping import ignored_by_hand
from kinkeeper.roster.fields import CONTACT, PERSON
from kinkeeper.roster.headings import unread
from kinkeeper.roster.match import small_steps
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.joins import beside
from kinkeeper.roster.match.people import Matched, match
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import (
    decide_people,
    decide_relationships,
    ended,
    exact,
    guards,
    leavers,
    own_name,
    summary,
    two_people_held,
)
from kinkeeper.roster.plan.changes import changes
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.fulfilled_pendings import fulfilled_pendings
from kinkeeper.roster.plan.organisations import new_nodes
from kinkeeper.roster.plan.persons import gather
from kinkeeper.roster.problems import ERROR
from kinkeeper.roster.table import Table

# Unknown keys -> for some of them the one key that was probably meant.
Suggest = Callable[[list[str]], Mapping[str, str]]


# What a plan needs of the rows once persons are made of them.
KEPT = (
    *("row", "person", "person_id", "good", "sync_key", "username", "username_folded"),
    *("given_name", "family_name", "has_password", "asked"),
)

# What a line of the plan says of a person: what is done, the values that will be, and what that
# rests on.
PEOPLE = (
    *("number", "rows", "act", "person_id", "led", "mark", "other_profile", *PERSON),
    *("changes", "new_paths", "password", "sets_password", "site_sync_key", "site_version"),
)


@dataclass(frozen=True)
class Plan:
    """Line by line `people` (the columns of `PEOPLE`; those left out last) and `relationships`
    (those of `relationships.PAIRS`), `problems`, the counts of docs/commands.md, and what rests on
    who else could have been meant (`tolerated.TOLERATED`)."""

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
    taken: decide_people.Taken,
    new_ids: Callable[[int], pl.Series],
    suggest: Suggest,
    limits: guards.Limits,
    unread_before: Sequence[Mapping[str, Any]] = (),
) -> Plan:
    """`organisation` is the path for people whose row names none; `new_ids` gives internal IDs
    for people who will be created; `suggest` finds what unknown keys may have meant;
    `unread_before` is what the last file of the series remembers (`unread.decided`). A draft can
    be planned once."""
    mapping, options = draft.mapping, draft.options
    named = pl.concat([draft.children, draft.over])
    matched = match(draft.taken(), named, mapping, options, directory)
    matched, rows_over = _apart(matched, draft.table.over)
    said = _without_needless(draft.checked.problems, matched.rows, options)
    twos = two_people_held.of_two(matched.rows, mapping, options, directory.facts)
    children = two_people_held.proposed(draft.children, twos)
    persons = gather(matched, mapping, options, organisation, directory.facts)
    found = [said, twos, matched.problems, persons.problems]
    all_rows = matched.rows.select(KEPT)
    found_here, moved, tolerated = matched.found, matched.moved, matched.tolerated
    del matched
    frame = _without(persons.frame, persons.problems)
    del persons
    left = leavers.lines(rows_over, directory, options)
    frame = decide_people.decide(frame, directory, options)
    found += [decide_people.shared(frame, mapping), small_steps.told(frame, mapping)]
    names = decide_people.rename_conflicts(frame, directory, mapping)
    found.append(names)
    frame = decide_people.name_them(_without(frame, names), taken)
    frame = _told(_numbered(frame, new_ids), options)
    if options.profile == "pupil":
        relationships = fulfilled_pendings(frame, directory)
    else:
        rows = _settled(all_rows, frame)
        decided = decide_relationships.decide(
            rows, children, directory, mapping, options, names=draft.names, today=draft.today
        )
        found.append(_suggested(decided.problems, suggest))
        relationships, rows, kept = _with_dropped(
            decided.frame, draft, (all_rows, rows), said, directory
        )
        del decided
        relationships = _with_parents(relationships, frame, directory)
        ending = pl.concat([rows.select(KEPT), rows_over])
        relationships = ended.with_ended(relationships, ending, draft, directory)
        found += kept
    found.append(validity.told(draft.over, rows_over, mapping.headings.get("child", "")))
    rejected = _rejected(draft.table, all_rows, frame)
    reasons = [
        *guards.object_to(
            frame,
            relationships,
            directory,
            organisation=organisation,
            limits=limits,
            today=draft.today,
        ),
        *guards.keys_moved(moved, found_here),
        *guards.all_disabled(draft.disabled, directory),
        *guards.many_leave(left.height, frame.height, limits),
        *guards.own_names(*own_name.share(relationships)),
    ]
    unknown = guards.mostly_unknown(relationships, directory, limits)
    ignored = _passwords_ignored(all_rows, frame)
    problems = pl.concat(
        [*found, *summary.of_file(draft.table, draft.mapping, frame, unknown, ignored)]
    ).sort("row", "column", "code", nulls_last=False, maintain_order=True)
    counts = summary.counts(
        draft.table,
        draft.mapping,
        people=frame,
        rejected=rejected,
        relationships=relationships,
        problems=problems,
        left=left.height,
    )
    counts["unread"] = unread.decided(
        mapping.unread, ignored_by_hand(draft.table.headings, options), unread_before
    )
    counts["new_organisations"] = new_nodes(frame["new_paths"].explode(), directory.facts)
    reasons += _of_columns(draft, counts)
    counts["guard"] = {"reasons": [each.as_json() for each in reasons]} if reasons else None
    people = pl.concat([leavers.beside(frame.select(PEOPLE), left), rejected], how="diagonal")
    return Plan(people, relationships, problems, counts, tolerated)


def _with_dropped(
    relationships: pl.DataFrame,
    draft: Draft,
    of_rows: tuple[pl.DataFrame, pl.DataFrame],
    said: pl.DataFrame,
    directory: Directory,
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """With the relationships that a file which is the whole truth no longer names; where part of it
    could not be read none, and the problem that says so. `row_problems`: all rows, and as they
    settled; these come back without those of people of whom only half was read."""
    all_rows, settled = of_rows
    if draft.options.links != "exact" or not draft.mapping.children:
        return relationships, settled, []
    rows, beside_rows = exact.half_said(settled, said, draft.mapping)
    lost = exact.unreadable(all_rows, draft.table.lost) + beside_rows
    lost += odd_cells.lost(said, all_rows)
    if lost:
        return relationships, rows, [exact.not_removed(lost, draft.mapping)]
    return pl.concat([relationships, exact.dropped(rows, relationships, directory)]), rows, []


def _of_columns(draft: Draft, counts: dict[str, Any]) -> list[guards.Reason]:
    """Why columns of the file stop a plan that changes something. Of one of pupils those about
    rights do where it connects somebody who waited for a pupil."""
    if not changes(counts):
        return []
    telling = hidden.telling(draft.table, draft.mapping, draft.options)
    reasons = guards.hidden_columns(telling, len(draft.table.hidden_columns))
    if draft.options.profile == "pupil" and not counts["relationships"]["create"]:
        return reasons
    asking = [each["name"] for each in counts["unread"] if each["open"]]
    return reasons + guards.unread_rights(asking)


def _apart(matched: Matched, over: pl.Series | None) -> tuple[Matched, pl.DataFrame]:
    """Without the good rows that are over: nobody is made, changed or placed by them."""
    nothing = matched.rows.select(KEPT).clear()
    if over is None or over.is_empty():
        return matched, nothing
    hit = pl.col("row").is_in(over.implode()) & pl.col("good")
    gone = matched.rows.filter(hit).select(KEPT)
    return replace(matched, rows=matched.rows.filter(~hit)), gone


def _without(frame: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The persons none of whose rows has an error among `problems`."""
    wrong = problems.filter(pl.col("severity") == ERROR)["row"].unique()
    if wrong.is_empty():
        return frame
    hit = frame.select("person", "rows").explode("rows")
    hit = hit.filter(pl.col("rows").is_in(wrong.implode()))
    return frame.join(hit, on="person", how="anti", maintain_order="left")


def _told(frame: pl.DataFrame, options: Options) -> pl.DataFrame:
    """Adds `changes` and `sets_password`. What the site has of contact data is told by them from
    now on, and need not be carried further."""
    told = [f"site_{field}" for field in CONTACT]
    return frame.with_columns(
        changes=decide_people.changes_of(frame), sets_password=_sets_password(options)
    ).drop(told)


def _sets_password(options: Options) -> pl.Expr:
    """K12: for new people, and for others only when that was asked for."""
    others = ~pl.col("other_profile") & ~pl.col("beyond") & ~pl.col("asked")
    mine = (pl.col("act") == "create") | (options.reset_passwords & others)
    return mine & pl.col("password").is_not_null()


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


def _numbered(frame: pl.DataFrame, new_ids: Callable[[int], pl.Series]) -> pl.DataFrame:
    places = frame.select(pl.arg_where(pl.col("act") == "create")).to_series()
    return frame.with_columns(frame["person_id"].scatter(places, new_ids(len(places))))


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


def _without_needless(problems: pl.DataFrame, rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """A weak password of somebody who is here is not taken anyhow."""
    if options.reset_passwords:
        return problems
    here = rows.filter(pl.col("person_id").is_not_null())["row"]
    needless = (pl.col("code") == "password-weak") & pl.col("row").is_in(here.implode())
    return problems.filter(~needless.fill_null(value=False))


def _passwords_ignored(rows: pl.DataFrame, people: pl.DataFrame) -> int:
    """People who are here and for whom the file has a password that is not set."""
    left = people.filter((pl.col("act") != "create") & ~pl.col("sets_password"))
    said = rows.filter("has_password").select("person").unique()
    return left.join(said, on="person", how="semi").height

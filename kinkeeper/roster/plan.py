"""The whole way of a roster through the core: a table and the site in, a plan out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster import acts, exact, guard, pairs, waits
from kinkeeper.roster.check import Roster, check
from kinkeeper.roster.claims import WITHHOLDS
from kinkeeper.roster.directory import Directory
from kinkeeper.roster.mapping import Mapping as Columns
from kinkeeper.roster.mapping import map_table
from kinkeeper.roster.match import match
from kinkeeper.roster.options import Options
from kinkeeper.roster.persons import gather
from kinkeeper.roster.problems import ERROR, SCHEMA, WARNING
from kinkeeper.roster.table import Table

# Unknown keys -> for some of them the one key that was probably meant.
Suggest = Callable[[list[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Draft:
    """A checked roster, and what must be known of the site to plan it."""

    table: Table
    mapping: Columns
    options: Options
    roster: Roster
    children: pl.DataFrame


@dataclass(frozen=True)
class Plan:
    """`people` and `pairs` line by line, `problems`, and the counts of docs/commands.md."""

    people: pl.DataFrame
    pairs: pl.DataFrame
    problems: pl.DataFrame
    counts: dict[str, Any]


def draft(table: Table, options: Options, *, weak: Callable[[str], bool]) -> Draft:
    """Raises `FileRefused`."""
    mapping = map_table(table, options)
    roster = check(table, mapping, options, weak=weak)
    links = table.links if mapping.children else None
    return Draft(table, mapping, options, roster, pairs.named(roster, mapping, options, links))


def plan(
    draft: Draft,
    directory: Directory,
    *,
    organisation: str,
    taken: acts.Taken,
    new_ids: Callable[[int], pl.Series],
    suggest: Suggest,
    limits: guard.Limits,
) -> Plan:
    """`organisation` is the path for people whose row names none; `new_ids` gives internal IDs
    for people who will be created; `suggest` finds what unknown keys may have meant."""
    mapping, options = draft.mapping, draft.options
    matched = match(draft.roster, mapping, options, directory)
    found = [_without_needless(draft.roster.problems, matched.rows, options), matched.problems]
    persons = gather(matched, mapping, options, organisation)
    found.append(persons.problems)
    found.append(acts.shared(persons.frame, directory, mapping, options))
    frame = acts.decide(_without(persons.frame, persons.problems), directory, options)
    names = acts.rename_conflicts(frame, directory, mapping)
    found.append(names)
    frame = acts.name_them(_without(frame, names), taken)
    frame = _numbered(frame, new_ids)
    if options.profile == "pupil":
        couples = waits.waits_fulfilled(frame, directory)
    else:
        rows = _settled(matched.rows, frame)
        decided = pairs.decide(rows, draft.children, directory, mapping, options)
        found.append(_suggested(decided.problems, suggest))
        couples = decided.frame
        if options.links == "exact" and mapping.children:
            unread = exact.unreadable(matched.rows, draft.table.ragged.height)
            if unread:
                found.append(exact.not_removed(unread, mapping))
            else:
                couples = pl.concat([couples, exact.dropped(rows, couples, directory)])
        couples = _with_parents(couples, frame, directory)
    people = frame.with_columns(
        changes=acts.changes_of(frame),
        sets_password=_sets_password(options),
    )
    rejected = _rejected(draft.table, matched.rows, frame)
    reasons = guard.object_to(people, couples, directory, organisation=organisation, limits=limits)
    unknown = guard.mostly_unknown(couples, directory, limits)
    ignored = _passwords_ignored(matched.rows, people)
    problems = pl.concat([*found, *_of_file(draft, people, unknown, ignored)]).sort(
        "row", "column", "code", nulls_last=False, maintain_order=True
    )
    counts = _counts(draft, people, rejected, couples, problems)
    counts["guard"] = {"reasons": [each.as_json() for each in reasons]} if reasons else None
    return Plan(
        pl.concat([people, rejected], how="diagonal").sort("number"), couples, problems, counts
    )


def _without(frame: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The persons none of whose rows has an error among `problems`."""
    wrong = problems.filter(pl.col("severity") == ERROR)["row"].unique()
    if wrong.is_empty():
        return frame
    hit = frame.select("person", "rows").explode("rows")
    hit = hit.filter(pl.col("rows").is_in(wrong.implode()))
    return frame.join(hit, on="person", how="anti", maintain_order="left")


def _sets_password(options: Options) -> pl.Expr:
    """K12: for new people, and for others only when that was asked for."""
    others = ~pl.col("other_profile") & ~pl.col("beyond")
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
    fresh = frame.filter(pl.col("act") == "create").select("person")
    ids = new_ids(fresh.height)
    given = fresh.with_columns(given=ids)
    return frame.join(given, on="person", how="left", maintain_order="left").with_columns(
        person_id=pl.coalesce("person_id", "given")
    )


def _settled(rows: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with `good` as it stands after the persons were made of them."""
    kept = frame.select(pl.col("rows").alias("row")).explode("row").with_columns(kept=True)
    return rows.join(kept, on="row", how="left", maintain_order="left").with_columns(
        good=pl.col("kept").fill_null(value=False)
    )


def _with_parents(couples: pl.DataFrame, frame: pl.DataFrame, directory: Directory) -> pl.DataFrame:
    """Gives new parents' IDs to the pairs, and marks what waits already."""
    ids = frame.select("person", given="person_id")
    couples = couples.join(ids, on="person", how="left", maintain_order="left").with_columns(
        parent_id=pl.coalesce("parent_id", "given")
    )
    # of two such waits the more cautious
    waits = (
        directory.waits.select("parent_id", "match", "folded", wait="id", wait_granted="granted")
        .sort("wait_granted", "wait")
        .unique(["parent_id", "match", "folded"], keep="first", maintain_order=True)
    )
    couples = couples.join(
        waits, on=["parent_id", "match", "folded"], how="left", maintain_order="left"
    )
    waiting = (pl.col("act") == "pending") & pl.col("wait").is_not_null()
    withheld = pl.col("claim").is_in(WITHHOLDS).fill_null(value=False)
    lowered = waiting & withheld & pl.col("wait_granted").fill_null(value=False)
    fulfilled = pl.col("act").is_in(["create", "propose", "existing", "held-back"])
    fulfilled &= pl.col("wait").is_not_null()
    return couples.with_columns(
        act=pl.when(lowered)
        .then(pl.lit("withhold"))
        .when(waiting)
        .then(pl.lit("waiting"))
        .otherwise("act"),
        # a wait whose child can be reached after all ends with this plan
        pending_id=pl.when(fulfilled | lowered).then("wait").otherwise("pending_id"),
    ).select(list(pairs.PAIRS))


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


def _of_file(draft: Draft, people: pl.DataFrame, unknown: int, ignored: int) -> list[pl.DataFrame]:
    """Problems of the file as a whole. `unknown`: child keys, where most are; `ignored`: people
    whose password in the file is not taken."""
    found: list[dict[str, Any]] = [
        {"code": code, "detail": json.dumps(detail, ensure_ascii=False)}
        for code, detail in draft.table.notes
    ]
    if unknown:
        found.append({"code": "most-unknown", "detail": f'{{"count": {unknown}}}'})
    if draft.table.rows == 0:
        found.append({"code": "no-data", "detail": None})
    reset = people.filter(pl.col("sets_password") & (pl.col("act") != "create")).height
    for code, count in (("password-ignored", ignored), ("password-reset", reset)):
        if count:
            found.append({"code": code, "detail": f'{{"count": {count}}}'})
    column = draft.mapping.headings.get("password", "") if ignored or reset else ""
    return [
        pl.DataFrame(
            [
                {"row": None, "column": column, "severity": WARNING, "value": ""} | problem
                for problem in found
            ],
            schema=SCHEMA,
        )
    ]


def _rows_with_errors(draft: Draft, problems: pl.DataFrame) -> int:
    """Lines of the file of which something is left out."""
    wrong = problems.filter((pl.col("severity") == ERROR) & pl.col("row").is_not_null())
    return (wrong["row"] // draft.table.lines.stride).n_unique()


def _counts(
    draft: Draft,
    people: pl.DataFrame,
    rejected: pl.DataFrame,
    couples: pl.DataFrame,
    problems: pl.DataFrame,
) -> dict[str, Any]:
    person_acts = dict(people["act"].value_counts().iter_rows())
    pair_acts = dict(couples["act"].value_counts().iter_rows())
    codes = problems["code"].value_counts(sort=True)
    return {
        "rows": draft.table.rows,
        "blank_rows": draft.table.blank_rows,
        "rows_with_errors": _rows_with_errors(draft, problems),
        "people": {
            "create": person_acts.get("create", 0),
            "update": person_acts.get("update", 0),
            "unchanged": person_acts.get("unchanged", 0),
            "rejected": rejected.height,
        },
        "relationships": {
            "create": pair_acts.get("create", 0),
            "existing": pair_acts.get("existing", 0) + pair_acts.get("waiting", 0),
            "pending": pair_acts.get("pending", 0),
            "proposed": pair_acts.get("propose", 0) + pair_acts.get("withhold", 0),
            "held_back": pair_acts.get("held-back", 0),
            "remove": pair_acts.get("remove", 0) + pair_acts.get("unwait", 0),
            "rejected": pair_acts.get("rejected", 0),
        },
        "ignored_columns": list(draft.mapping.ignored),
        "problem_counts": dict(codes.iter_rows()),
    }

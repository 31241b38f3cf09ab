"""First stage of a plan: who each row means, and what happens to these people."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from kinkeeper.roster.fields import CONTACT, PERSON
from kinkeeper.roster.match import small_steps
from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.match.people import Matched, match
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan import decide_people, leavers, two_people_held
from kinkeeper.roster.plan.asked_of_the_site import Taken
from kinkeeper.roster.plan.draft import Draft
from kinkeeper.roster.plan.persons import gather
from kinkeeper.roster.problems import ERROR

# What the next stages need of the rows once persons are made of them.
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
class PeopleStage:
    """`frame`: the people, with the columns of `PEOPLE` and what relationships need of them;
    `leaving`: lines of pupils who have left by the file. `rows` (the columns of `KEPT`) are those
    that hold, `ended_rows` those that say they are over. `children`: those that rows name, without
    what names of two people hold back. `said` are the problems of the rows themselves, among
    `problems`. `known` counts the people whom the rows found in the site, `renamed` those of them
    who bear another name there; `tolerated` as in `Plan`."""

    frame: pl.DataFrame
    leaving: pl.DataFrame
    rows: pl.DataFrame
    ended_rows: pl.DataFrame
    children: pl.DataFrame
    said: pl.DataFrame
    problems: tuple[pl.DataFrame, ...]
    known: int
    renamed: int
    tolerated: pl.DataFrame


def decide(
    draft: Draft,
    directory: Directory,
    *,
    organisation: str,
    taken: Taken,
    new_ids: Callable[[int], pl.Series],
) -> PeopleStage:
    """The arguments are those of `make_plan.plan`."""
    mapping, options = draft.mapping, draft.options
    named = pl.concat([draft.children, draft.over])
    matched = match(draft.taken(), named, mapping, options, directory)
    matched, ended_rows = _apart(matched, draft.table.over)
    said = _without_needless(draft.checked.problems, matched.rows, options)
    twos = two_people_held.of_two(matched.rows, mapping, options, directory.facts)
    persons = gather(matched, mapping, options, organisation, directory.facts)
    frame = _without(persons.frame, persons.problems)
    leaving = leavers.lines(ended_rows, directory, options)  # before the details are taken
    frame = decide_people.decide(frame, directory, options)
    names = decide_people.rename_conflicts(frame, directory, mapping)
    problems = [
        *(said, twos, matched.problems, persons.problems),
        *(decide_people.shared(frame, mapping), small_steps.told(frame, mapping), names),
    ]
    frame = decide_people.name_them(_without(frame, names), taken)
    return PeopleStage(
        frame=_told(_numbered(frame, new_ids), options),
        leaving=leaving,
        rows=matched.rows.select(KEPT),
        ended_rows=ended_rows,
        children=two_people_held.proposed(draft.children, twos),
        said=said,
        problems=tuple(problems),
        known=matched.found,
        renamed=matched.moved,
        tolerated=matched.tolerated,
    )


def _apart(matched: Matched, over: pl.Series | None) -> tuple[Matched, pl.DataFrame]:
    """Without the good rows that are over: nobody is made, changed or placed by them."""
    nothing = matched.rows.select(KEPT).clear()
    if over is None or over.is_empty():
        return matched, nothing
    hit = pl.col("row").is_in(over.implode()) & pl.col("good")
    gone = matched.rows.filter(hit).select(KEPT)
    return replace(matched, rows=matched.rows.filter(~hit)), gone


def _without_needless(problems: pl.DataFrame, rows: pl.DataFrame, options: Options) -> pl.DataFrame:
    """A weak password of somebody who is here is not taken anyhow."""
    if options.reset_passwords:
        return problems
    here = rows.filter(pl.col("person_id").is_not_null())["row"]
    needless = (pl.col("code") == "password-weak") & pl.col("row").is_in(here.implode())
    return problems.filter(~needless.fill_null(value=False))


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


def _numbered(frame: pl.DataFrame, new_ids: Callable[[int], pl.Series]) -> pl.DataFrame:
    places = frame.select(pl.arg_where(pl.col("act") == "create")).to_series()
    return frame.with_columns(frame["person_id"].scatter(places, new_ids(len(places))))

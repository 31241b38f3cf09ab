"""The brakes: plans that are allowed row by row, and as a whole look like the wrong file.

A guard changes nothing in the plan. It says why a person should look again, and the plan is
applied only when somebody accepts it with a reason.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan import own_name
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.translatable import marked as _

# Below these a percentage says nothing: a family of three is no trend.
FEW_REMOVED = 5
FEW = 20
FEW_KEYS = 5
# K32: keys that were given to others. No school needs more than this in one file.
MOVED, FEW_MOVED = 5, 10
MOST_NAMED = 10
IDENTITY = ("username", "given_name", "family_name", "birth_date")


@dataclass(frozen=True)
class Limits:
    """Percentages; a guard objects when more than that is affected."""

    removed: int = 10
    changed: int = 30
    unknown: int = 50
    moved: int = 30
    elsewhere: int = 50
    returned: int = 30


@dataclass(frozen=True)
class Reason:
    """`count` of `of` are affected, and `limit` would pass without a word."""

    code: str
    count: int
    of: int
    limit: int
    where: str = ""
    columns: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What `message` needs."""
        found: dict[str, Any] = {
            "code": self.code,
            "count": self.count,
            "of": self.of,
            "limit": self.limit,
            "organisation": self.where,
        }
        if self.columns:
            found["columns"] = list(self.columns)
        return found


def message(reason: Mapping[str, Any], translate: Callable[[str], str] = str) -> str:
    """The sentence of a reason as `as_json` keeps it."""
    if reason["code"] in OF_COLUMNS:
        columns = reason["columns"]
        shown = [*map(alone, columns[:MOST_NAMED]), *(["…"] if len(columns) > MOST_NAMED else [])]
        words = translate(OF_COLUMNS[reason["code"]])
        return words.format(count=reason["count"], of=reason["of"], columns=", ".join(shown))
    words = translate(SENTENCES[reason["code"]]).format(count=reason["count"], of=reason["of"])
    more = translate(LOOK_AGAIN).format(limit=reason["limit"])
    place = f"{reason['organisation']}: " if reason["organisation"] else ""
    return f"{place}{words} {more}".strip()


LOOK_AGAIN = _("More than {limit} need somebody who looks again.")
SENTENCES = {
    "many-removed": _("{count} of {of} relationships would end."),
    "many-changed": _("{count} of {of} people would get another name, username or birth date."),
    "most-unknown": _("{count} of {of} child keys are unknown; is this another school's file?"),
    "moved-column": _(
        "{count} of {of} new relationships give a parent who has children here a quite different "
        "child that has other parents; was one column sorted without the others?"
    ),
    "other-school": _("{count} of {of} children belong to another school."),
    "keys-moved": _(
        "{count} of {of} people in the file bear another name here; were keys given to others?"
    ),
    "many-leave": _(
        "{count} of {of} pupils would leave the schools and classes that earlier files put them "
        "into."
    ),
    "all-disabled": _(
        "The file marks each of its {of} adults as disabled or suspended; does that mean anything "
        "here? Accept it, and in this series of files the mark is not heeded."
    ),
    "own-names": _(
        "{count} of {of} new relationships are of parents with the name of their own child; is "
        "this a file of pupils?"
    ),
    "last-years-file": _("{count} of {of} relationships had ended; is this last year's file?"),
}

UNREAD_RIGHTS = "unread-rights"
OF_COLUMNS = {
    UNREAD_RIGHTS: _(
        "Not read: {columns}. This may say who has a right to see a child. If it does, read it as "
        "parental responsibility or as a restriction. If it does not, choose “Not kept”; you are "
        "asked only once."
    ),
    "hidden-columns": _(
        "Columns that nobody sees in the spreadsheet ({count}) have keys, children or rights, "
        "and are read: {columns}. Show them in the spreadsheet and look."
    ),
}


def object_to(
    persons: pl.DataFrame,
    relationships: pl.DataFrame,
    directory: Directory,
    *,
    organisation: str,
    limits: Limits,
    today: datetime.date,
) -> list[Reason]:
    """`persons` and `relationships` as the plan has them; `organisation` is the import's own
    path."""
    found = [
        *_removed(relationships, directory, limits, today),
        *_changed(persons, directory, limits),
        _unknown(relationships, directory, limits),
        _moved(relationships, directory, limits),
        _elsewhere(relationships, directory, organisation, limits),
        _returned(relationships, limits),
    ]
    return [reason for reason in found if reason is not None]


def keys_moved(moved: int, found: int) -> list[Reason]:
    """`moved` of the `found` people bear another name than the file says, and nobody decided."""
    reason = _over("keys-moved", (moved, found), MOVED, FEW_MOVED)
    return [] if reason is None else [reason]


def unread_rights(columns: Sequence[str]) -> list[Reason]:
    """Columns that may say who has no right, and that nobody has spoken of (K31)."""
    if not columns:
        return []
    return [Reason(UNREAD_RIGHTS, len(columns), len(columns), 0, columns=tuple(columns))]


def hidden_columns(columns: Sequence[str], hidden: int) -> list[Reason]:
    """Headings of columns that say who is meant or who may see whom; nobody sees them, and
    `hidden` ones in all."""
    if not columns:
        return []
    return [Reason("hidden-columns", len(columns), hidden, 0, columns=tuple(columns))]


def own_names(alike: int, new: int) -> list[Reason]:
    """`alike` of the `new` relationships are of parents of the very name of their child."""
    reason = _over("own-names", (alike, new), 50, own_name.FEW)
    return [] if reason is None else [reason]


def many_leave(left: int, there: int, limits: Limits) -> list[Reason]:
    """`left` pupils have left by the file, `there` others stand in it."""
    reason = _over("many-leave", (left, left + there), limits.removed, FEW)
    return [] if reason is None else [reason]


def all_disabled(adults: int, directory: Directory) -> list[Reason]:
    """A mark that all bear says nothing of any; whoever accepts that is not asked again (K35)."""
    if not adults or directory.facts.accepted("all-disabled"):
        return []
    return [Reason("all-disabled", adults, adults, 0)]


def _over(
    code: str, share: tuple[int, int], percent: int, few: int, where: str = ""
) -> Reason | None:
    """An objection when `share` (affected, of how many) is over the percentage and not few."""
    count, of = share
    limit = max(of * percent // 100, few - 1)
    return Reason(code, count, of, limit, where) if count > limit else None


def _removed(
    relationships: pl.DataFrame, directory: Directory, limits: Limits, today: datetime.date
) -> list[Reason | None]:
    """In total and for each school: a file that lacks one of ten schools stops, too. Access that
    a file withdraws, or puts off, counts like a relationship that it ends."""
    withdrawn = (pl.col("act") == "propose") & (pl.col("state_before") == "active")
    later = (pl.col("starts_on") > today.isoformat()).fill_null(value=False)
    withdrawn |= (pl.col("act") == "redate") & (pl.col("state_before") == "active") & later
    gone = relationships.filter((pl.col("act") == "remove") | withdrawn)
    if gone.height < FEW_REMOVED:
        return []
    totals, schools = directory.facts.totals(), directory.facts.schools()
    total = int(totals["relationships"].sum())
    found = [_over("many-removed", (gone.height, total), limits.removed, FEW_REMOVED)]
    lost = gone.join(schools, left_on="child_id", right_on="person_id")
    by_school = lost.group_by("school").len("lost").join(totals, on="school")
    found += [
        _over("many-removed", (lost, asserted), limits.removed, FEW_REMOVED, school)
        for school, lost, asserted in by_school.sort("school").iter_rows()
    ]
    return found


def _changed(persons: pl.DataFrame, directory: Directory, limits: Limits) -> list[Reason | None]:
    here = persons.filter(pl.col("act").is_in(["update", "unchanged"]) & ~pl.col("other_profile"))
    if here.height < FEW:
        return []
    replaced = pl.any_horizontal(
        pl.col("changed").list.contains(field) & (pl.col(f"site_{field}").fill_null("") != "")
        for field in IDENTITY
    )
    here = here.select("person_id", changed=replaced)
    renamed = here.filter("changed").height
    if renamed < FEW:
        return []
    found = [_over("many-changed", (renamed, here.height), limits.changed, FEW)]
    by_school = (
        here.join(directory.facts.schools(), on="person_id")
        .group_by("school")
        .agg(pl.col("changed").sum(), of=pl.len())
    )
    found += [
        _over("many-changed", (changed, of), limits.changed, FEW, school)
        for school, changed, of in by_school.sort("school").iter_rows()
    ]
    return found


def _unknown(relationships: pl.DataFrame, directory: Directory, limits: Limits) -> Reason | None:
    keys = relationships.filter(pl.col("act") != "remove").select("folded", "child_id").unique()
    unknown = keys["child_id"].null_count()
    if keys.height < FEW or not unknown or not directory.facts.pupils_have_keys():
        return None
    return _over("most-unknown", (unknown, keys.height), limits.unknown, 1)


def mostly_unknown(relationships: pl.DataFrame, directory: Directory, limits: Limits) -> int:
    """How many of a few keys are unknown, where that is worth a warning; else 0."""
    keys = relationships.select("folded", "child_id").unique()
    unknown = keys["child_id"].null_count()
    worth = FEW_KEYS <= keys.height < FEW and unknown * 100 > keys.height * limits.unknown
    return unknown if worth and directory.facts.pupils_have_keys() else 0


def _moved(relationships: pl.DataFrame, directory: Directory, limits: Limits) -> Reason | None:
    """The accident of a spreadsheet sorted by one column: each parent now stands beside somebody
    else's child. Siblings that come in a file of their own are not it: theirs are the parents."""
    made = relationships.filter(pl.col("act") == "create")
    if made.height < FEW:
        return None
    stays = ["existing", "redate", "held-back"]
    kept = relationships.filter(pl.col("act").is_in(stays)).select("parent_id")
    degrees = directory.facts.degrees()
    children = degrees.filter(pl.col("children") > 0).select(parent_id="person_id")
    parents = degrees.filter(pl.col("parents") > 0).select(child_id="person_id")
    moved = (
        made.join(children, on="parent_id", how="semi")
        .join(kept, on="parent_id", how="anti")
        .join(parents, on="child_id", how="semi")
    )
    return _over("moved-column", (moved.height, made.height), limits.moved, FEW)


def _elsewhere(
    relationships: pl.DataFrame, directory: Directory, organisation: str, limits: Limits
) -> Reason | None:
    if not organisation:
        return None
    named = relationships.filter(pl.col("act").is_in(["create", "propose", "existing"]))
    children = named.select(person_id="child_id").unique().drop_nulls()
    if children.height < FEW:
        return None
    below = (pl.col("path") == organisation) | pl.col("path").str.starts_with(f"{organisation}/")
    ours = directory.memberships.filter(below).select("person_id")
    others = children.join(ours, on="person_id", how="anti").height
    return _over("other-school", (others, children.height), limits.elsewhere, FEW)


def _returned(relationships: pl.DataFrame, limits: Limits) -> Reason | None:
    made = relationships.filter(pl.col("act").is_in(["create", "propose"]))
    back = made.filter(pl.col("state_before") == "ended").height
    return _over("last-years-file", (back, made.height), limits.returned, FEW)

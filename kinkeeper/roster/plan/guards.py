"""The brakes: plans that are allowed row by row, and as a whole look like the wrong file.

A guard changes nothing in the plan. It says why a person should look again, and the plan is
applied only when somebody accepts it with a reason.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from kinkeeper.roster.match.directory import Directory
from kinkeeper.roster.plan import same_name_as_child
from kinkeeper.roster.text.organisation_paths import within

# Below these a percentage says nothing: a family of three is no trend.
FEW_REMOVED = 5
FEW = 20
FEW_KEYS = 5
# K32: keys that were given to others. No school needs more than this in one file.
MOVED, FEW_MOVED = 5, 10
IDENTITY = ("username", "given_name", "family_name", "birth_date")


class Objection(StrEnum):
    """What a guard objects to, in the order in which a person is told; `guard_sentences` has the
    words."""

    MANY_REMOVED = "many-removed"
    MANY_CHANGED = "many-changed"
    MOST_UNKNOWN = "most-unknown"
    MOVED_COLUMN = "moved-column"
    OTHER_SCHOOL = "other-school"
    LAST_YEARS_FILE = "last-years-file"
    KEYS_MOVED = "keys-moved"
    ALL_DISABLED = "all-disabled"
    MANY_LEAVE = "many-leave"
    OWN_NAMES = "own-names"
    HIDDEN_COLUMNS = "hidden-columns"
    UNREAD_RIGHTS = "unread-rights"
    RIGHTS_WIDENED = "rights-widened"
    MANY_NARROWED = "many-narrowed"
    NEAR_SCHOOL = "near-school"
    RECORDS_REMOVED = "records-removed"


@dataclass(frozen=True)
class Limits:
    """Percentages; a guard objects when more than that is affected. `ended`: how many relationships
    may end, however many there are; None where the percentage says enough."""

    removed: int = 10
    changed: int = 30
    unknown: int = 50
    moved: int = 30
    elsewhere: int = 50
    returned: int = 30
    ended: int | None = None


PERCENTAGES = ("removed", "changed", "unknown", "moved", "elsewhere", "returned")


@dataclass(frozen=True)
class Reason:
    """`count` of `of` are affected, and `limit` would pass without a word."""

    code: Objection
    count: int
    of: int
    limit: int
    where: str = ""
    columns: tuple[str, ...] = ()
    meant: str = ""

    def as_json(self) -> dict[str, Any]:
        """What `guard_sentences.message` needs."""
        found: dict[str, Any] = {
            "code": self.code.value,
            "count": self.count,
            "of": self.of,
            "limit": self.limit,
            "organisation": self.where,
        }
        if self.columns:
            found["columns"] = list(self.columns)
        if self.meant:
            found["meant"] = self.meant
        return found


def as_json(reasons: Sequence[Reason]) -> dict[str, Any] | None:
    """As the counts of a plan keep them; None where no guard objects."""
    order = list(Objection)
    told = sorted(reasons, key=lambda reason: order.index(reason.code))
    return {"reasons": [reason.as_json() for reason in told]} if told else None


def of_relationships(
    relationships: pl.DataFrame,
    directory: Directory,
    *,
    organisation: str,
    limits: Limits,
    today: datetime.date,
) -> list[Reason]:
    """`relationships` as the plan has them; `organisation` is the import's own path."""
    found = [
        *_removed(relationships, directory, limits, today),
        _unknown(relationships, directory, limits),
        _moved(relationships, directory, limits),
        _elsewhere(relationships, directory, organisation, limits),
        _returned(relationships, limits),
    ]
    return [reason for reason in found if reason is not None]


def many_changed(persons: pl.DataFrame, directory: Directory, limits: Limits) -> list[Reason]:
    return [reason for reason in _changed(persons, directory, limits) if reason is not None]


def keys_moved(moved: int, found: int) -> list[Reason]:
    """`moved` of the `found` people bear another name than the file says, and nobody decided."""
    reason = _over(Objection.KEYS_MOVED, (moved, found), MOVED, FEW_MOVED)
    return [] if reason is None else [reason]


def unread_rights(columns: Sequence[str]) -> list[Reason]:
    """Columns that may say who has no right, and that nobody has spoken of (K31)."""
    if not columns:
        return []
    return [Reason(Objection.UNREAD_RIGHTS, len(columns), len(columns), 0, columns=tuple(columns))]


def rights_widened(wider: int, said: int) -> list[Reason]:
    """`wider` of the relationships of which areas were `said` would show more than now: only a
    person weakens a restriction (K27)."""
    return [Reason(Objection.RIGHTS_WIDENED, wider, said, 0)] if wider else []


def many_narrowed(narrower: int, there: int, limits: Limits) -> list[Reason]:
    """`narrower` of the `there` relationships would show less than now: like access that ends."""
    reason = _over(Objection.MANY_NARROWED, (narrower, there), limits.removed, FEW_REMOVED)
    return [] if reason is None else [reason]


def records_removed(kind: str, gone: int, there: int, limits: Limits) -> list[Reason]:
    """`gone` of the `there` records of a kind that files of the series have brought would go."""
    reason = _over(Objection.RECORDS_REMOVED, (gone, there), limits.removed, FEW, kind)
    return [] if reason is None else [reason]


def hidden_columns(columns: Sequence[str], hidden: int) -> list[Reason]:
    """Headings of columns that say who is meant or who may see whom; nobody sees them, and
    `hidden` ones in all."""
    if not columns:
        return []
    return [Reason(Objection.HIDDEN_COLUMNS, len(columns), hidden, 0, columns=tuple(columns))]


def near_school(new: Sequence[Mapping[str, Any]]) -> list[Reason]:
    """Of the `new` organisations (`new_organisations.told`) those nearly of the name of another."""
    return [
        Reason(
            Objection.NEAR_SCHOOL,
            each["people"],
            each["people"],
            0,
            each["path"],
            meant=each["meant"],
        )
        for each in new
        if each["meant"]
    ]


def own_names(alike: int, new: int) -> list[Reason]:
    """`alike` of the `new` relationships are of parents of the very name of their child."""
    reason = _over(Objection.OWN_NAMES, (alike, new), 50, same_name_as_child.FEW)
    return [] if reason is None else [reason]


def many_leave(left: int, there: int, limits: Limits) -> list[Reason]:
    """`left` pupils have left by the file, `there` others stand in it."""
    reason = _over(Objection.MANY_LEAVE, (left, left + there), limits.removed, FEW)
    return [] if reason is None else [reason]


def all_disabled(adults: int, directory: Directory) -> list[Reason]:
    """A mark that all bear says nothing of any; whoever accepts that is not asked again (K35)."""
    if not adults or directory.facts.accepted(Objection.ALL_DISABLED.value):
        return []
    return [Reason(Objection.ALL_DISABLED, adults, adults, 0)]


def _over(
    code: Objection, share: tuple[int, int], percent: int, few: int, where: str = ""
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
    found = [_over(Objection.MANY_REMOVED, (gone.height, total), limits.removed, FEW_REMOVED)]
    if found == [None] and limits.ended is not None and gone.height > limits.ended:
        found = [Reason(Objection.MANY_REMOVED, gone.height, total, limits.ended)]
    lost = gone.join(schools, left_on="child_id", right_on="person_id")
    by_school = lost.group_by("school").len("lost").join(totals, on="school")
    found += [
        _over(Objection.MANY_REMOVED, (lost, asserted), limits.removed, FEW_REMOVED, school)
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
    found = [_over(Objection.MANY_CHANGED, (renamed, here.height), limits.changed, FEW)]
    by_school = (
        here.join(directory.facts.schools(), on="person_id")
        .group_by("school")
        .agg(pl.col("changed").sum(), of=pl.len())
    )
    found += [
        _over(Objection.MANY_CHANGED, (changed, of), limits.changed, FEW, school)
        for school, changed, of in by_school.sort("school").iter_rows()
    ]
    return found


def _unknown(relationships: pl.DataFrame, directory: Directory, limits: Limits) -> Reason | None:
    keys = relationships.filter(pl.col("act") != "remove").select("folded", "child_id").unique()
    unknown = keys["child_id"].null_count()
    if keys.height < FEW or not unknown or not directory.facts.pupils_have_keys():
        return None
    return _over(Objection.MOST_UNKNOWN, (unknown, keys.height), limits.unknown, 1)


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
    return _over(Objection.MOVED_COLUMN, (moved.height, made.height), limits.moved, FEW)


def _elsewhere(
    relationships: pl.DataFrame, directory: Directory, organisation: str, limits: Limits
) -> Reason | None:
    if not organisation:
        return None
    named = relationships.filter(pl.col("act").is_in(["create", "propose", "existing"]))
    children = named.select(person_id="child_id").unique().drop_nulls()
    if children.height < FEW:
        return None
    inside = within(pl.col("path"), pl.lit(organisation))
    ours = directory.memberships.filter(inside).select("person_id")
    others = children.join(ours, on="person_id", how="anti").height
    return _over(Objection.OTHER_SCHOOL, (others, children.height), limits.elsewhere, FEW)


def _returned(relationships: pl.DataFrame, limits: Limits) -> Reason | None:
    made = relationships.filter(pl.col("act").is_in(["create", "propose"]))
    back = made.filter(pl.col("state_before") == "ended").height
    return _over(Objection.LAST_YEARS_FILE, (back, made.height), limits.returned, FEW)

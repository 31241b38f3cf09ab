"""The shape of what the site has now, as far as a roster touches it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kinkeeper.roster.cells.areas import BITS
from kinkeeper.roster.fields import DAYS, PERSON, RELATIONSHIP
from kinkeeper.roster.match.fulfilled import NAMES

# Everybody whom a key, username or address of the roster meets. `email`: null where addresses find
# nobody; `within`: in the maker's reach; `beyond`: the account reaches further.
PEOPLE: dict[str, Any] = {
    "id": pl.Int64,
    "sync_key": pl.String,
    "username_folded": pl.String,
    "email": pl.String,
    "profile": pl.Categorical,
    "state": pl.Categorical,
    "within": pl.Boolean,
    "beyond": pl.Boolean,
}
# The rest of those whom a row can be about: not of pupils whom the roster only names as children.
DETAILS: dict[str, Any] = {
    "id": pl.Int64,
    **{name: pl.String for name in PERSON if name != "sync_key"},
    "version": pl.Int64,
    "hand_changed": pl.List(pl.String),
}
# Other names of those people: of accounts that were merged into theirs, and keys of their own that
# a hand changed. `gone_id` is such an account's internal ID, as a text; it and the username are
# null where a key alone is former. The last three say who the other account was.
FORMER: dict[str, Any] = {
    "person_id": pl.Int64,
    "gone_id": pl.String,
    "sync_key": pl.String,
    "username_folded": pl.String,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.String,
}
MEMBERSHIPS: dict[str, Any] = {"person_id": pl.Int64, "path": pl.String}
# `ours`: asserted by a file of this series; `others`: by anybody else; `files`: by files of others;
# `by_hand`: by a person. `restricted`: proposed under a restriction that a file gave in words.
# `starts_on` and `ends_on`: the first and the last day, as ISO dates (K35).
RELATIONSHIPS: dict[str, Any] = {
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "state": pl.String,
    "version": pl.Int64,
    "ours": pl.Boolean,
    "others": pl.Boolean,
    "files": pl.Boolean,
    "by_hand": pl.Boolean,
    "restricted": pl.Boolean,
    **dict.fromkeys(DAYS, pl.String),
}
# What this series of files asserts of the roster's parents, children in reach only.
ASSERTED: dict[str, Any] = RELATIONSHIPS | {"value": pl.String}
# Waits of the roster's own parents (made with the reach of this roster's maker or with the whole
# site's), or those that the roster's pupils may fulfil. `made_at` in microseconds; `reach` are
# the paths of the organisations that the pending relationship's maker administers; null: the whole
# site. `ours`: made by a file of this series. `areas`: those that it will give, where a file said.
PENDINGS: dict[str, Any] = {
    "id": pl.Int64,
    "parent_id": pl.Int64,
    "match": pl.String,
    "folded": pl.String,
    "value": pl.String,
    **dict.fromkeys(RELATIONSHIP, pl.String),
    "granted": pl.Boolean,
    "note": pl.String,
    "made_at": pl.Int64,
    "ours": pl.Boolean,
    "reach": pl.List(pl.String),
    "areas": BITS,
}
# What was said a parent may see of a child and holds now; `ours`: by a file of this series.
STATED: dict[str, Any] = {
    "parent_id": pl.Int64,
    "child_id": pl.Int64,
    "id": pl.Int64,
    "ours": pl.Boolean,
    "areas": BITS,
}
# What every parent sees of these children of whom nobody said anything.
DEFAULTS: dict[str, Any] = {"child_id": pl.Int64, "areas": BITS}
# Whom a person connected instead of the child whom this key names, for files of this series, as
# long as the two are connected, proposed or blocked.
INSTEAD: dict[str, Any] = {
    "parent_id": pl.Int64,
    "match": pl.String,
    "folded": pl.String,
    "child_id": pl.Int64,
    "state_before": pl.String,
}

# How many active children and parents people of the roster have.
DEGREES: dict[str, Any] = {"person_id": pl.Int64, "children": pl.Int64, "parents": pl.Int64}
# The schools (paths) people of the roster belong to.
SCHOOLS: dict[str, Any] = {"person_id": pl.Int64, "school": pl.String}
# How many active relationships files of this series assert, by the children's school (null: none).
TOTALS: dict[str, Any] = {"school": pl.String, "relationships": pl.Int64}


# What was decided of people whom files of this series name otherwise (K32): *same*, *other* or
# *kept*; empty where nobody has decided yet.
ANSWERS: dict[str, Any] = {"person_id": pl.Int64, "mark": pl.String, "answer": pl.String}
# People and keys of theirs of which it is asked, or was denied, that a file means them by it; empty
# where something else than a key found them.
DOUBTED: dict[str, Any] = {"child_id": pl.Int64, "folded": pl.String}
# Of whom somebody said that the name, which looks like two people's, is one person's.
ONE_PERSON: dict[str, Any] = {"person_id": pl.Int64, "name": pl.String}
# Relatives: `about` is the person whom they could be mistaken for.
KIN: dict[str, Any] = {
    "about": pl.Int64,
    "id": pl.Int64,
    "given_name": pl.String,
    "family_name": pl.String,
    "birth_date": pl.String,
}
# People in reach: who were born on certain days, or children of the roster.
BORN: dict[str, Any] = {name: kind for name, kind in KIN.items() if name != "about"}
# Organisations, each by its path.
NODES: dict[str, Any] = {"node": pl.String}


@dataclass(frozen=True)
class Facts:
    """What only a guard or a doubt may want to know; asked for when it does. Frames of the schemas
    above; `pupils_have_keys`: those of the import's own organisation. `answers` takes internal IDs
    of people, `named` those of children in reach; `kin` those of people, and (person, child whom
    the file names for that person); `born_on` ISO dates; `standing_relationships` paths, of which
    it tells those that are there. `places`: all within reach. `accepted`: whether the guard of that
    code was accepted for a file of the series that is applied still. `placed`: where files of the
    series put these people and they are still, within reach. `named_schools`: the paths of the
    schools and districts within reach; `kinds_to_come`: what the organisations that are missing on
    these paths would be, by path. `stated` takes (parent, child); `default_areas` children;
    `instead` (parent, match, the folded key of a child)."""

    answers: Callable[[Sequence[int]], pl.DataFrame]
    kin: Callable[[Sequence[int], Sequence[tuple[int, int]]], pl.DataFrame]
    born_on: Callable[[Sequence[str]], pl.DataFrame]
    named: Callable[[Sequence[int]], pl.DataFrame]
    degrees: Callable[[], pl.DataFrame]
    schools: Callable[[], pl.DataFrame]
    totals: Callable[[], pl.DataFrame]
    pupils_have_keys: Callable[[], bool]
    standing: Callable[[Sequence[str]], pl.DataFrame]
    places: Callable[[], pl.DataFrame]
    one_person: Callable[[Sequence[int]], pl.DataFrame]
    accepted: Callable[[str], bool]
    placed: Callable[[Sequence[int]], pl.DataFrame]
    named_schools: Callable[[], list[str]]
    kinds_to_come: Callable[[Sequence[str]], Mapping[str, str]]
    stated: Callable[[Sequence[tuple[int, int]]], pl.DataFrame]
    default_areas: Callable[[Sequence[int]], pl.DataFrame]
    instead: Callable[[Sequence[tuple[int, str, str]]], pl.DataFrame]


# Rows whose key, username or name means somebody who was erased: which erasure, its day (an ISO
# date), and whether the maker may know of it.
ERASED: dict[str, Any] = {
    "row": pl.UInt32,
    "number": pl.Int64,
    "day": pl.String,
    "erased_within": pl.Boolean,
}


@dataclass
class Directory:
    """Frames of the schemas above. `lasting`: the names of the roster's pupils that no file takes
    away, where somebody waits for them. `padded`: keys of the roster that nobody has, but somebody
    in reach would with zeros in front. `erased_children`: those of children who were erased."""

    people: pl.DataFrame
    details: pl.DataFrame
    former: pl.DataFrame
    memberships: pl.DataFrame
    relationships: pl.DataFrame
    pendings: pl.DataFrame
    waits_for: pl.DataFrame
    lasting: pl.DataFrame
    waiting_relationships: pl.DataFrame
    asserted: pl.DataFrame
    padded: pl.Series
    doubted: pl.DataFrame
    erased: pl.DataFrame
    erased_children: pl.Series
    facts: Facts

    def taken_details(self) -> pl.DataFrame:
        """Hands the details over, once: a million people are not kept twice."""
        details, self.details = self.details, self.details.clear()
        return details


def nobody() -> Directory:
    """An empty site."""
    return Directory(
        pl.DataFrame(schema=PEOPLE),
        pl.DataFrame(schema=DETAILS),
        pl.DataFrame(schema=FORMER),
        pl.DataFrame(schema=MEMBERSHIPS),
        pl.DataFrame(schema=RELATIONSHIPS),
        pl.DataFrame(schema=PENDINGS),
        pl.DataFrame(schema=PENDINGS),
        pl.DataFrame(schema=NAMES),
        pl.DataFrame(schema=RELATIONSHIPS),
        pl.DataFrame(schema=ASSERTED),
        pl.Series([], dtype=pl.String),
        pl.DataFrame(schema=DOUBTED),
        pl.DataFrame(schema=ERASED),
        pl.Series([], dtype=pl.String),
        Facts(
            lambda _ids: pl.DataFrame(schema=ANSWERS),
            lambda _ids, _children: pl.DataFrame(schema=KIN),
            lambda _dates: pl.DataFrame(schema=BORN),
            lambda _ids: pl.DataFrame(schema=BORN),
            lambda: pl.DataFrame(schema=DEGREES),
            lambda: pl.DataFrame(schema=SCHOOLS),
            lambda: pl.DataFrame(schema=TOTALS),
            lambda: False,
            lambda _paths: pl.DataFrame(schema=NODES),
            lambda: pl.DataFrame(schema=NODES),
            lambda _ids: pl.DataFrame(schema=ONE_PERSON),
            lambda _code: False,
            lambda _ids: pl.DataFrame(schema=MEMBERSHIPS),
            list,
            lambda _paths: {},
            lambda _relationships: pl.DataFrame(schema=STATED),
            lambda _ids: pl.DataFrame(schema=DEFAULTS),
            lambda _keys: pl.DataFrame(schema=INSTEAD),
        ),
    )

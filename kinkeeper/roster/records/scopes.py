"""What a file is complete for: a record of these schools and days that it does not name is gone.

Nothing is removed without a scope (K6). It is said by whoever imports the files, or by a
`scopes.json` among them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kinkeeper.roster.records.cells import Unread, Where, day
from kinkeeper.roster.records.kind import Kind, Known
from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.text.organisation_paths import is_within

FILE = "scopes.json"
EVER = "9999-12-31"


@dataclass(frozen=True)
class Scope:
    """`schools`: internal IDs of the schools as texts; the days, both included, empty where it is
    for all days. `group`: of a calendar, the internal ID of its class or group; empty: it is that
    of the whole school."""

    schools: frozenset[str]
    first: str = ""
    last: str = ""
    group: str | None = None

    @property
    def has_days(self) -> bool:
        return bool(self.first or self.last)

    def holds(self, kind: Kind) -> pl.Expr | None:
        """Which records of the kind it speaks for; None where it speaks of days, and they have
        none: then nothing of them is said to be complete."""
        if "school_id" not in kind.names:
            return None
        inside = pl.col("school_id").is_in(list(self.schools))
        if self.group is not None:
            inside &= pl.col("group_id").eq_missing(pl.lit(self.group or None, pl.String))
        if not self.has_days:
            return inside
        if kind.day is None:
            return None
        on = pl.col(kind.day)
        return inside & (on >= self.first) & (on <= (self.last or EVER))

    @property
    def narrowness(self) -> tuple[int, str, str]:
        """The widest first."""
        return (-len(self.schools), self.first, self.last)


@dataclass(frozen=True)
class Stated:
    """A scope as it was said: the key of a school, or the path of an organisation."""

    first: str = ""
    last: str = ""
    school: str | None = None
    path: str | None = None

    def within(self, known: Known) -> Scope:
        """Raises `FileRefused` where no school is meant."""
        schools = known.schools
        if self.school is not None:
            found = schools.filter(pl.col("key") == self.school)
        else:
            path = self.path or ""
            found = schools.filter(
                pl.col("path").map_elements(lambda each: is_within(each, path), pl.Boolean)
            )
        if found.is_empty():
            raise FileRefused("records-scope", scope=self.school or self.path or "/")
        return Scope(frozenset(found["id"]), self.first, self.last)


def read(data: bytes) -> dict[str, list[Stated]]:
    """`scopes.json`: the scopes of each file, by its name. Raises `FileRefused`."""
    try:
        return {
            name: [_stated(each) for each in scopes if "school_id" in each]
            for name, scopes in _entries(data).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileRefused("records-scopes-file") from error


def calendars(data: bytes) -> dict[str, str]:
    """Whose calendar a file is, where `scopes.json` says it, by the file's name: the key of a
    school or a class. Raises `FileRefused`."""
    found: dict[str, str] = {}
    try:
        for name, scopes in _entries(data).items():
            for each in scopes:
                said = each.get("calendar_of") or each.get("class_id") or each.get("school_id")
                if said:
                    found.setdefault(name, str(said))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused("records-scopes-file") from error
    return found


def _entries(data: bytes) -> dict[str, list[Mapping[str, Any]]]:
    """By the last part of each file's name."""
    said = dict(json.loads(data))
    return {str(name).rsplit("/", 1)[-1]: list(scopes) for name, scopes in said.items()}


def _stated(said: Mapping[str, Any]) -> Stated:
    return Stated(_day(said.get("from")), _day(said.get("until")), school=str(said["school_id"]))


def _day(said: Any) -> str:
    if not said:
        return ""
    found = day(str(said), Where("UTC"))
    if isinstance(found, Unread):
        raise ValueError(found.code)
    return found


def widest_first(scopes: Sequence[Scope]) -> list[Scope]:
    """A narrower scope speaks later: of its days a file of one week knows more than one of the
    whole year."""
    return sorted(scopes, key=lambda scope: (_days(scope), scope.narrowness))


def _days(scope: Scope) -> int:
    first = date.fromisoformat(scope.first or "1900-01-01")
    last = date.fromisoformat(scope.last or EVER)
    return -(last - first).days

"""What a kind of school record is: declared once, for reading, comparing, storing and showing.

A kind is a module in `kinds`. Each of its columns is a column of the kind's table, too, under the
same name; everything else (the statements that write it, the policy by area) is made from this.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from kinkeeper.roster.records.cells import Read
from kinkeeper.roster.vocabulary import Area


class Type(StrEnum):
    """What the database holds of a column. Here every value is a text, or null."""

    TEXT = "text"
    REFERENCE = "bigint"
    DAY = "date"
    MOMENT = "timestamptz"
    FLAG = "boolean"
    NUMBER = "integer"
    DECIMAL = "numeric"


class Directory(StrEnum):
    """Whom or what a cell names by its key."""

    PUPIL = "pupil"
    PERSON = "person"
    SCHOOL = "school"
    GROUP = "group"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True)
class Column:
    """`name` in the plan and in the table, `heading` as the files have it. `read` makes a cell's
    text a value; a column of a `directory` is an internal ID, found by the key that the cell holds.
    Two columns may be read from one heading. `asked`: where it is empty a person can say the
    day."""

    name: str
    heading: str
    type: Type = Type.TEXT
    read: Read | None = None
    directory: Directory | None = None
    required: bool = False
    longest: int = 200
    asked: bool = False


@dataclass(frozen=True)
class Flaw:
    """A rule that a row breaks: where `broken` holds the row is skipped, with the problem `code`
    at the column of `heading`. `detail`: columns whose values the sentence names. `asked`: it is
    unlikely, not impossible, and a person can decide that it is right."""

    code: str
    heading: str
    broken: pl.Expr
    detail: Mapping[str, str] | None = None
    asked: bool = False


@dataclass(frozen=True)
class Rule:
    """Flaws that need more than the row: `known` are the frames of `site.Known`."""

    find: Callable[[pl.DataFrame, "Known"], list[Flaw]]
    needs: Callable[[pl.DataFrame, "Known"], pl.DataFrame] = lambda frame, _known: frame


@dataclass(frozen=True)
class Decided:
    """That in a row of this `kind` and `name` (`read_rows.named`) the cell with this text under
    `heading` is to be read as `said`; or, where the two are the same, that it is right."""

    kind: str
    name: str
    heading: str
    text: str
    said: str


@dataclass(frozen=True)
class Known:
    """What the site has, and what earlier kinds of the same plan bring: frames whose values are
    texts. `schools`: id, key, path, zone, am_minutes, pm_minutes; `groups`: id, key, school_id;
    `people`: key, id, profile; the rest as the columns of their kinds. `results_after`: how many
    days after the due day parents see results whose file does not say when. `decided`: how people
    said that cells are to be read."""

    people: pl.DataFrame
    schools: pl.DataFrame
    groups: pl.DataFrame
    codes: pl.DataFrame
    lessons: pl.DataFrame
    terms: pl.DataFrame
    enrolments: pl.DataFrame
    assignments: pl.DataFrame
    results_after: int = 0
    decided: Sequence[Decided] = ()


@dataclass(frozen=True)
class Kind:
    """`name`: of its counts, and of its files. `table`: where its records stand. A record's key,
    within the files of one series, is what stands under the heading `key`, or what the columns
    `own_key` say together. `told`: the headings by which a file is known if its name says nothing.

    `day`: the column whose day a scope compares; None where a scope is of the school alone.
    `removed`: whether what a complete file no longer names is removed. `area`: what of the school
    life of a child it is; None for what is nobody's. `placed_by` is the heading of the
    group, the lesson or the assignment whose school, and group, are the record's. `completed`:
    values that more than a cell says. `undated`: the day at whose beginning parents see records of
    a file that cannot say when; without it they never do. `version`: the columns of a number and a
    moment that say of two sayings which is the later; the moment alone is no change.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    told: tuple[str, ...]
    key: str = ""
    own_key: tuple[str, ...] = ()
    day: str | None = None
    removed: bool = True
    area: Area | None = None
    rules: tuple[Rule, ...] = ()
    placed_by: str = ""
    completed: Callable[[pl.DataFrame, Known], pl.DataFrame] = lambda frame, _known: frame
    undated: Callable[[Known], pl.Expr] | None = None
    version: tuple[str, str] | None = None

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @cached_property
    def compared(self) -> list[str]:
        """The columns in which a record can differ from what is said of it."""
        return [name for name in self.names if self.version is None or name != self.version[1]]

    @property
    def of_person(self) -> str | None:
        """The column of whom it is about."""
        return next(
            (
                column.name
                for column in self.columns
                if column.directory in {Directory.PUPIL, Directory.PERSON}
            ),
            None,
        )

    @property
    def shared_with_hands(self) -> bool:
        """Whether a file and a person can speak of the same record, because what it is about makes
        its key: a mark of a session, a result of an assignment."""
        return self.of_person is not None and bool(self.own_key)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

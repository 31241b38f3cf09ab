"""From the files of one kind to tidy rows: cells are read, keys are found, rules are held.

Each distinct text of a column is read once, however many rows bear it.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.check.ragged import ragged
from kinkeeper.roster.problems import ERROR, NO_PROBLEMS, SCHEMA
from kinkeeper.roster.records.asked_cells import BETWEEN, EMPTY, as_decided, raw, with_questions
from kinkeeper.roster.records.cells import Unread, Where, in_utc, midnight
from kinkeeper.roster.records.kind import Column, Directory, Flaw, Kind, Known, Type
from kinkeeper.roster.records.translated import Translated
from kinkeeper.roster.table import Table
from kinkeeper.roster.text.normalise import tidy_key

# What no text may hold; lines and tabs may stand in a notice.
UNSHOWN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
# Among what a file does not say: from when parents see its records; that was derived.
DERIVED = "(published_at)"
UTC = "UTC"


@dataclass(frozen=True)
class Rows:
    """`good`: `row`, `key` and the kind's columns, each key once; `unsaid` are those of which
    the file has no column. `bad`: the same of rows that are skipped, as far as they could be read.
    `unreadable`: how many of them bear no key."""

    good: pl.DataFrame
    bad: pl.DataFrame
    problems: pl.DataFrame
    rejected: int
    unreadable: int


class _Reading:
    """The rows of one file on their way."""

    def __init__(self, kind: Kind, table: Table, known: Known, order: str | None) -> None:
        self.kind, self.table, self.known, self.order = kind, table, known, order
        self.problems: list[pl.DataFrame] = []
        self.frame = table.cells.select("row")
        self.unsaid = {
            column.name
            for column in kind.columns
            if column.heading and table.place(column.heading) is None
        }
        if table.found is not None:
            self.problems.append(table.found)
        for heading in {column.heading for column in kind.columns if column.heading} | {kind.key}:
            place = table.place(heading) if heading else None
            cells = pl.lit(None, pl.String) if place is None else _tidy(table, place)
            self.frame = self.frame.with_columns(cells.alias(raw(heading)))
        self.frame, self.decided = as_decided(kind, self.frame, known.decided)
        self.doubts = {(EMPTY, column.heading) for column in kind.columns if column.asked}

    def say(
        self, code: str, heading: str, broken: pl.DataFrame, *, value: str = "", detail: str = ""
    ) -> None:
        """`broken` has the rows; `value` and `detail` name columns of it."""
        found = broken.select(
            row=pl.col("row").cast(pl.UInt32),
            column=pl.lit(heading),
            code=pl.lit(code),
            severity=pl.lit(ERROR),
            value=pl.col(value).fill_null("") if value else pl.lit(""),
            detail=pl.col(detail) if detail else pl.lit(None, pl.String),
        )
        self.problems.append(found.cast(pl.Schema(SCHEMA)))

    def read(self) -> pl.DataFrame:
        kind = self.kind
        for column in kind.columns:
            if column.directory is not None:
                self._find(column)
        if kind.placed_by:
            self._place(kind.placed_by)
        self._zones()
        for column in kind.columns:
            if column.read is not None:
                self._cells(column)
        self._required()
        self.frame = kind.completed(self.frame, self.known)
        if isinstance(self.table, Translated) and self.table.undated:
            self._date()
        self._key()
        for rule in kind.rules:
            frame = rule.needs(self.frame, self.known)
            for flaw in rule.find(frame, self.known):
                self._flaw(frame, flaw)
        return self.frame

    def _required(self) -> None:
        for column in self.kind.columns:
            if column.required and column.heading:
                cell = pl.col(raw(column.heading))
                self.say("record-empty", column.heading, self.frame.filter(cell.is_null()))

    def _find(self, column: Column) -> None:
        """Internal IDs for the keys; one that nobody has is a problem."""
        cell, name = raw(column.heading), column.name
        ids = _directory(column, self.known).select(key="key", **{name: "id"})
        self.frame = self.frame.join(
            ids, left_on=cell, right_on="key", how="left", maintain_order="left"
        )
        lost = self.frame.filter(pl.col(cell).is_not_null() & pl.col(name).is_null())
        self.say(f"record-{column.directory}-unknown", column.heading, lost, value=cell)

    def _place(self, heading: str) -> None:
        """The school of the group or the assignment, or the group and the school of the lesson."""
        if "group_id" in self.frame.columns:
            places = self.known.groups.select("key", "school_id")
        elif "assignment_id" in self.frame.columns:
            places = self.known.assignments.select("key", "school_id")
        else:
            places = self.known.lessons.select("key", "group_id", "school_id")
        self.frame = self.frame.join(
            places, left_on=raw(heading), right_on="key", how="left", maintain_order="left"
        )

    def _zones(self) -> None:
        zones = self.known.schools.select(school_id="id", _zone="zone")
        if "school_id" in self.frame.columns:
            self.frame = self.frame.join(zones, on="school_id", how="left", maintain_order="left")
            self.frame = self.frame.with_columns(pl.col("_zone").fill_null(UTC))
        else:
            self.frame = self.frame.with_columns(_zone=pl.lit(UTC))

    def _cells(self, column: Column) -> None:
        cell, name = raw(column.heading), column.name
        distinct = self.frame.select(text=cell, zone="_zone").drop_nulls("text").unique()
        read = [_one(column, text, Where(zone, self.order)) for text, zone in distinct.iter_rows()]
        values = distinct.with_columns(
            pl.Series(name, [value for value, _code, _detail in read], pl.String),
            pl.Series("_code", [code for _value, code, _detail in read], pl.String),
            pl.Series("_wanted", [detail for _value, _code, detail in read], pl.String),
        )
        joined = self.frame.join(
            values,
            left_on=[cell, "_zone"],
            right_on=["text", "zone"],
            how="left",
            maintain_order="left",
        )
        wrong = joined.filter(pl.col("_code").is_not_null())
        told = {each.heading for each in self.kind.columns[: self.kind.columns.index(column)]}
        if column.heading not in told:  # a cell that two columns are read from is told of once
            for (code,), part in wrong.group_by("_code", maintain_order=True):
                self.say(str(code), column.heading, part, value=cell, detail="_wanted")
        elif wrong.height:
            self.problems.append(_again(wrong, column, self.problems))
        if column.type == Type.TEXT:
            joined = joined.with_columns(pl.col(name).fill_null(""))
        self.frame = joined.drop("_code", "_wanted")

    def _date(self) -> None:
        """When parents see records of a file that cannot say it."""
        if self.kind.undated is None:
            return
        self.frame = self.frame.with_columns(_seen=self.kind.undated(self.known))
        distinct = self.frame.select("_seen", "_zone").drop_nulls().unique()
        begins = [in_utc(midnight(day, zone)) for day, zone in distinct.iter_rows()]
        found = distinct.with_columns(published_at=pl.Series(begins, dtype=pl.String))
        self.frame = self.frame.drop("published_at").join(
            found, on=["_seen", "_zone"], how="left", maintain_order="left"
        )
        self.unsaid = self.unsaid - {"published_at"} | {DERIVED}

    def _key(self) -> None:
        if self.kind.key:
            key = pl.col(raw(self.kind.key))
            self.say("record-empty", self.kind.key, self.frame.filter(key.is_null()))
            self.say(
                "too-long",
                self.kind.key,
                self.frame.filter(key.str.len_chars() > 200).with_columns(
                    _limit=pl.lit('{"limit": 200}')
                ),
                detail="_limit",
            )
        else:
            # by the key of a pupil, not the internal ID: a merge of two accounts changes no key
            parts = [self._part(self.kind.column(name)) for name in self.kind.own_key]
            key = pl.concat_str(parts, separator=BETWEEN)  # null where a part that it needs is
        self.frame = self.frame.with_columns(key=key)

    def _part(self, column: Column) -> pl.Expr:
        said = pl.col(raw(column.heading) if column.directory is not None else column.name)
        return pl.when(said != "").then(said) if column.required else said.fill_null("")

    def _flaw(self, frame: pl.DataFrame, flaw: Flaw) -> None:
        broken = frame.filter(flaw.broken.fill_null(value=False))
        if flaw.asked:
            self.doubts.add((flaw.code, flaw.heading))
            if flaw.heading in self.decided:
                broken = broken.filter(~pl.col("row").is_in(self.decided[flaw.heading].implode()))
        detail = ""
        if flaw.detail:
            told = pl.struct(pl.col(column).alias(name) for name, column in flaw.detail.items())
            broken, detail = broken.with_columns(_detail=told.struct.json_encode()), "_detail"
        self.say(flaw.code, flaw.heading, broken, value=raw(flaw.heading), detail=detail)


def _again(wrong: pl.DataFrame, column: Column, said: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Of rows that nothing was said of at this heading yet."""
    known = pl.concat([NO_PROBLEMS, *said]).filter(pl.col("column") == column.heading)
    new = wrong.with_columns(pl.col("row").cast(pl.UInt32)).join(known, on="row", how="anti")
    return new.select(
        row="row",
        column=pl.lit(column.heading),
        code="_code",
        severity=pl.lit(ERROR),
        value=pl.col(raw(column.heading)),
        detail="_wanted",
    ).cast(pl.Schema(SCHEMA))


def _tidy(table: Table, place: int) -> pl.Series:
    """Trimmed and composed; what is blank, or stands for no value, is null."""
    cells = table.cells[f"c{place}"]
    distinct = cells.unique().drop_nulls()
    tidied = [tidy_key(text) or None for text in distinct]
    return cells.replace_strict(distinct, tidied, default=None, return_dtype=pl.String)


def _one(column: Column, text: str, where: Where) -> tuple[str | None, str | None, str | None]:
    """The value, or a problem's code and detail."""
    if column.type != Type.TEXT and is_placeholder(text) and text != "0":
        return None, None, None
    if column.type == Type.TEXT and len(text) > column.longest:
        return None, "too-long", f'{{"limit": {column.longest}}}'
    found = column.read(text, where) if column.read is not None else text
    if isinstance(found, Unread):
        told: dict[str, object] = {"wanted": found.wanted} if found.wanted else {}
        told |= {"ways": found.ways} if found.ways else {}
        return None, found.code, json.dumps(told) if told else None
    if column.type == Type.TEXT and _is_unshown(found):
        return None, "bad-character", None
    return found or None, None, None


def _is_unshown(text: str) -> bool:
    return not text.isprintable() and pl.Series([text]).str.contains(UNSHOWN).item()


def _directory(column: Column, known: Known) -> pl.DataFrame:
    if column.directory == Directory.SCHOOL:
        return known.schools
    if column.directory == Directory.GROUP:
        return known.groups
    if column.directory == Directory.ASSIGNMENT:
        return known.assignments
    people = known.people
    if column.directory == Directory.PUPIL:
        return people.filter(pl.col("profile") == "pupil")
    return people


def read(kind: Kind, table: Table, known: Known, order: str | None) -> Rows:
    """The rows of one file. A row that has an unreadable twin is skipped with it."""
    reading = _Reading(kind, table, known, order)
    frame = reading.read().select(
        "row", "key", *kind.names, unsaid=pl.lit(sorted(reading.unsaid), pl.List(pl.String))
    )
    said = pl.concat([NO_PROBLEMS, *reading.problems])
    said = with_questions(kind, reading.frame, said, reading.doubts, order)
    found = _as_told(said, table)
    wrong = found.filter(pl.col("severity") == ERROR).select(pl.col("row").unique())
    bad = frame.join(wrong, on="row", how="semi", maintain_order="left")
    good = frame.join(wrong, on="row", how="anti", maintain_order="left")
    unreadable = bad["key"].null_count() + table.ragged.height
    doubted = good.join(bad.select("key").unique(), on="key", how="semi", maintain_order="left")
    return Rows(
        good.join(doubted.select("row"), on="row", how="anti", maintain_order="left"),
        pl.concat([bad, doubted]),
        pl.concat([found, ragged(table), _twins(kind, doubted)]),
        wrong.height + table.ragged.height + doubted.height,
        unreadable,
    )


def _as_told(problems: pl.DataFrame, table: Table) -> pl.DataFrame:
    """By the headings that the file has."""
    if not isinstance(table, Translated):
        return problems
    return problems.with_columns(pl.col("column").replace(table.told_as))


def _twins(kind: Kind, rows: pl.DataFrame) -> pl.DataFrame:
    """What is said of rows that differ about one record."""
    return said_of(kind, rows, "record-twins", ERROR)


def said_of(
    kind: Kind, rows: pl.DataFrame, code: str, severity: str, value: pl.Expr | None = None
) -> pl.DataFrame:
    """A problem of each of these rows, at the heading by which they are known."""
    return rows.select(
        row=pl.col("row").cast(pl.UInt32),
        column=pl.lit(kind.key or kind.column(kind.own_key[0]).heading),
        code=pl.lit(code),
        severity=pl.lit(severity),
        value=pl.lit("") if value is None else value,
        detail=pl.lit(None, pl.String),
    ).cast(pl.Schema(SCHEMA))


def joined(kind: Kind, files: Iterable[Rows]) -> Rows:
    """The rows of several files of one kind as one: what is said twice alike counts once, and rows
    that say different things of one record are all skipped."""
    files = list(files)
    good = pl.concat([each.good for each in files])
    problems = pl.concat([each.problems for each in files])
    alike = good.unique(["key", *kind.compared], keep="first", maintain_order=True)
    twins = alike.filter(pl.len().over("key") > 1)
    others = good.join(twins.select("key").unique(), on="key", how="semi", maintain_order="left")
    kept = alike.join(twins.select("key").unique(), on="key", how="anti", maintain_order="left")
    return Rows(
        kept,
        pl.concat([*(each.bad for each in files), others]),
        pl.concat([problems, _twins(kind, others)]),
        sum(each.rejected for each in files) + others.height,
        sum(each.unreadable for each in files),
    )

"""OneRoster's CSV files 1.0 to 1.2, as files of records: sessions, schools, classes, enrolments,
assignments (`lineItems`) and results. Known by their headings.

Its `endDate` is the first day on which something no longer holds; here both days are included.
Rows that are `tobedeleted` name records that are gone. See docs/formats/oneroster.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

import polars as pl

from kinkeeper.roster.cells.validity import ENDED
from kinkeeper.roster.formats import status_words
from kinkeeper.roster.formats.oneroster_places import STATUS
from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.records.asked_cells import BETWEEN
from kinkeeper.roster.records.cells import Unread, Where, day
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.assignments import ASSIGNMENTS
from kinkeeper.roster.records.kinds.classes import CLASSES
from kinkeeper.roster.records.kinds.enrolments import ENROLMENTS
from kinkeeper.roster.records.kinds.results import RESULTS
from kinkeeper.roster.records.kinds.schools import SCHOOLS
from kinkeeper.roster.records.kinds.terms import TERMS
from kinkeeper.roster.records.translated import Translated
from kinkeeper.roster.table import Table

# By which headings each file is known; the first that fits.
MARKS = {
    "results": ("sourcedid", "lineitemsourcedid", "studentsourcedid"),
    "lineitems": ("sourcedid", "classsourcedid", "duedate"),
    "enrollments": ("sourcedid", "classsourcedid", "usersourcedid", "role"),
    "classes": ("sourcedid", "coursesourcedid", "classtype"),
    "courses": ("sourcedid", "coursecode", "orgsourcedid"),
    "academicsessions": ("sourcedid", "startdate", "enddate", "schoolyear"),
    "orgs": ("sourcedid", "name", "type", "parentsourcedid"),
    "users": ("sourcedid", "givenname", "familyname"),
    "roles": ("sourcedid", "usersourcedid", "role"),
    "manifest": ("propertyname", "value"),
}
PUBLISHED, WITHDRAWN = "metadata.publishedAt", "metadata.withdrawnAt"
MOMENTS = {"published_at": PUBLISHED, "withdrawn_at": WITHDRAWN}
# What of our files' columns stands where, as it is.
COLUMNS = {
    "orgs": {"school_id": "sourcedId", "name": "name", "parent_id": "parentSourcedId"},
    "academicsessions": {"term_id": "sourcedId", "title": "title", "kind": "type",
                         "from": "startDate", "until": "endDate"},
    "classes": {"group_id": "sourcedId", "school_id": "schoolSourcedId", "title": "title",
                "kind": "classType", "grade": "grades", "room": "location"},
    "enrollments": {"enrolment_id": "sourcedId", "person_id": "userSourcedId",
                    "group_id": "classSourcedId", "school_id": "schoolSourcedId", "role": "role",
                    "from": "beginDate", "until": "endDate"},
    "lineitems": {"assignment_id": "sourcedId", "class_id": "classSourcedId", "title": "title",
                  "description": "description", "assigned": "assignDate", "due": "dueDate",
                  "category": "categorySourcedId", "max_points": "resultValueMax", **MOMENTS},
    "results": {"assignment_id": "lineItemSourcedId", "student_id": "studentSourcedId",
                "status": "scoreStatus", "points": "score", "text_grade": "textScore",
                "comment": "comment", "late": "late", "scored": "scoreDate", **MOMENTS},
}  # fmt: skip
KIND = {
    "orgs": SCHOOLS,
    "academicsessions": TERMS,
    "classes": CLASSES,
    "enrollments": ENROLMENTS,
    "lineitems": ASSIGNMENTS,
    "results": RESULTS,
}
FORM, TEACHING = "form", "teaching"
# A teacher of a class that is no lesson is its mentor; other roles are in no class.
PUPIL, TEACHER, MENTOR = "pupil", "teacher", "mentor"
ROLES = {"student": PUPIL, "teacher": TEACHER}
SCHOOL, DISTRICT = "school", "district"


@dataclass(frozen=True)
class Read:
    """What a sheet is: a kind of records, or nothing that records are made of (None)."""

    kind: Kind | None
    table: Table


@dataclass(frozen=True)
class _Package:
    """The sheets by what they are, and what one file says for another."""

    sheets: Mapping[str, Table]
    order: str | None

    def by_key(self, stem: str, *headings: str) -> dict[str, str]:
        """The first of the headings that is filled, by sourcedId."""
        table = self.sheets.get(stem)
        if table is None:
            return {}
        told = pl.coalesce([*(filled(table, heading) for heading in headings), pl.lit(None)])
        rows = table.cells.select(key=filled(table, "sourcedId"), told=told.cast(pl.String))
        return dict(rows.drop_nulls().iter_rows())


def filled(table: Table, heading: str) -> pl.Expr:
    """A cell, trimmed; null where it is blank, or there is no such column."""
    place = table.place(heading)
    if place is None:
        return pl.lit(None, pl.String)
    cell = pl.col(f"c{place}").str.strip_chars()
    return pl.when(cell != "").then(cell)


def translated(sheets: Sequence[Sheet], order: str | None) -> dict[int, Read]:
    """The sheets, by their places, that are OneRoster's."""
    found = {place: _stem(sheet) for place, sheet in enumerate(sheets)}
    stems = {place: stem for place, stem in found.items() if stem is not None}
    package = _Package({stem: sheets[place].table for place, stem in stems.items()}, order)
    read = {}
    for place, stem in stems.items():
        kind = KIND.get(stem)
        table = sheets[place].table
        read[place] = Read(kind, table if kind is None else _translated(table, stem, package))
    return read


def _stem(sheet: Sheet) -> str | None:
    for stem, headings in MARKS.items():
        if sheet.table.writes(*headings):
            return stem
    return sheet.stem if sheet.table.writes("sourcedid") else None  # categories, and all the rest


def _translated(table: Table, stem: str, package: _Package) -> Translated:
    columns = {ours: theirs for ours, theirs in COLUMNS[stem].items() if _has(table, theirs)}
    rows = table.cells.select(
        "row",
        filled(table, "status").alias("status"),
        *(filled(table, theirs).alias(f"={ours}") for ours, theirs in columns.items()),
    )
    rows, odd = status_words.by_word(rows, "status", STATUS, "status")
    more, rows = MEANT[stem](rows, table, package)
    over = rows.filter(pl.col("holds") == ENDED)
    rows = rows.filter(pl.col("holds").is_null())
    told = {**columns, **more}
    cells = rows.select(
        "row", *(pl.col(f"={ours}").alias(f"c{place}") for place, ours in enumerate(told))
    )
    said = {each.name: getattr(table, each.name) for each in fields(Table)}
    said |= {"headings": tuple(told), "cells": cells, "found": odd, "data_rows": table.rows}
    return Translated(
        **said,
        told_as=told,
        deleted=_keys(over, KIND[stem]),
        undated=stem in {"lineitems", "results"} and not _has(table, PUBLISHED),
    )


def _has(table: Table, heading: str) -> bool:
    return table.place(heading) is not None


def _keys(over: pl.DataFrame, kind: Kind) -> frozenset[str]:
    """The keys, as records have them, of rows that say so."""
    headings = [kind.key] if kind.key else [kind.column(each).heading for each in kind.own_key]
    if over.is_empty() or not {f"={each}" for each in headings} <= set(over.columns):
        return frozenset()
    keys = over.select(pl.concat_str([f"={each}" for each in headings], separator=BETWEEN))
    return frozenset(keys.to_series().drop_nulls())


type Meant = Callable[[pl.DataFrame, Table, _Package], tuple[dict[str, str], pl.DataFrame]]


def _day_before(rows: pl.DataFrame, package: _Package) -> pl.DataFrame:
    """With the last day on which something holds. Who leaves on the first day was never there."""
    if "=until" not in rows.columns:
        return rows
    starts = pl.col("=from") if "=from" in rows.columns else pl.lit(None, pl.String)
    never = (pl.col("=until") == starts).fill_null(value=False)
    rows = rows.with_columns(holds=pl.when(never).then(pl.lit(ENDED)).otherwise("holds"))
    distinct = rows["=until"].unique().drop_nulls()
    before = [_before(text, package.order) for text in distinct]
    return rows.with_columns(
        pl.col("=until").replace_strict(distinct, before, default=None, return_dtype=pl.String)
    )


def _before(text: str, order: str | None) -> str:
    """What is no day is told of as it stands there."""
    found = day(text, Where("UTC", order))
    if isinstance(found, Unread):
        return text
    return (date.fromisoformat(found) - timedelta(days=1)).isoformat()


def _orgs(
    rows: pl.DataFrame, table: Table, _package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    """Districts and schools; what else there is above or below them has no records."""
    sort = filled(table, "type").str.to_lowercase()
    kinds = table.cells.select("row", sort.alias("=kind"))
    rows = rows.join(kinds, on="row", how="left", maintain_order="left")
    return {"kind": "type"}, rows.filter(pl.col("=kind").is_in([SCHOOL, DISTRICT]))


def _sessions(
    rows: pl.DataFrame, _table: Table, package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    return {}, _day_before(rows, package)


def _classes(
    rows: pl.DataFrame, table: Table, package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    """The subject is the class's own, else its course's: the code if there is one."""
    courses = package.by_key("courses", "subjectCodes", "subjects")
    course = filled(table, "courseSourcedId").replace_strict(
        courses, default=None, return_dtype=pl.String
    )
    subject = pl.coalesce([filled(table, "subjectCodes"), filled(table, "subjects"), course])
    rows = rows.join(
        table.cells.select("row", subject.alias("=subject")),
        on="row",
        how="left",
        maintain_order="left",
    )
    sort = pl.col("=kind").str.to_lowercase()
    rows = rows.with_columns(
        pl.when(sort == "homeroom").then(pl.lit(FORM)).otherwise(pl.lit(TEACHING)).alias("=kind")
    )
    if "=grade" in rows.columns:
        rows = rows.with_columns(pl.col("=grade").str.replace(r"^0+(\d)", "$1"))
    return {"subject": "subjectCodes"}, rows


def _enrollments(
    rows: pl.DataFrame, _table: Table, package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    forms = [
        key
        for key, sort in package.by_key("classes", "classType").items()
        if sort.lower() == "homeroom"
    ]
    role = (
        pl.col("=role")
        .str.to_lowercase()
        .replace_strict(ROLES, default=None, return_dtype=pl.String)
    )
    rows = rows.with_columns(role.alias("=role")).filter(pl.col("=role").is_not_null())
    if "=group_id" in rows.columns:
        mentors = (pl.col("=role") == TEACHER) & pl.col("=group_id").is_in(forms)
        rows = rows.with_columns(
            pl.when(mentors).then(pl.lit(MENTOR)).otherwise("=role").alias("=role")
        )
    return {}, _day_before(rows, package)


def _line_items(
    rows: pl.DataFrame, _table: Table, package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    """A highest value of 0 is none: 1.1 asks for one even where work is graded in words."""
    titles = package.by_key("categories", "title")
    if "=category" in rows.columns:
        title = pl.col("=category").replace_strict(titles, default=None, return_dtype=pl.String)
        rows = rows.with_columns(title.alias("=category"))
    if "=max_points" in rows.columns:
        nought = pl.col("=max_points").str.contains(r"^0+([.,]0*)?$")
        rows = rows.with_columns(pl.when(~nought).then("=max_points").alias("=max_points"))
    return {}, rows


def _results(
    rows: pl.DataFrame, _table: Table, _package: _Package
) -> tuple[dict[str, str], pl.DataFrame]:
    return {}, rows


MEANT: dict[str, Meant] = {
    "orgs": _orgs,
    "academicsessions": _sessions,
    "classes": _classes,
    "enrollments": _enrollments,
    "lineitems": _line_items,
    "results": _results,
}

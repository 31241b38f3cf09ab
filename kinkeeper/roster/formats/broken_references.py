"""Rows of a package's files that name a person or class whom another of its files should have.

Nothing can be made of such a row; it is told, so that nobody wonders where it went (K31).
"""

from dataclasses import replace

import polars as pl

from kinkeeper.roster.formats.canonical import Note, Package, spans
from kinkeeper.roster.table import Table

# (file, its column) -> (the file, its column) that has whom or what it names; None: it only must
# not be empty.
Reference = tuple[tuple[str, str], tuple[str, str] | None]
ONEROSTER: tuple[Reference, ...] = (
    (("roles", "usersourcedid"), ("users", "sourcedid")),
    (("enrollments", "usersourcedid"), ("users", "sourcedid")),
    (("enrollments", "classsourcedid"), ("classes", "sourcedid")),
    (("demographics", "sourcedid"), ("users", "sourcedid")),
)
SDS: tuple[Reference, ...] = (
    (("roles", "usersourcedid"), ("users", "sourcedid")),
    (("enrollments", "usersourcedid"), ("users", "sourcedid")),
    (("enrollments", "classsourcedid"), ("classes", "sourcedid")),
    (("studentenrollment", "sis id"), ("student", "sis id")),
    (("studentenrollment", "section sis id"), ("section", "sis id")),
    (("teacherroster", "sis id"), ("teacher", "sis id")),
    (("teacherroster", "section sis id"), ("section", "sis id")),
    (("studentenrollment", "id"), ("student", "id")),
    (("studentenrollment", "section id"), ("section", "id")),
    (("teacherroster", "id"), ("teacher", "id")),
    (("teacherroster", "section id"), ("section", "id")),
    (("guardianrelationship", "sis id"), None),
    (("guardianrelationship", "id"), None),
    (("guardianrelationship", "email"), None),
    (("relationships", "usersourcedid"), None),
    (("relationships", "relationshipusersourcedid"), None),
)
CANVAS: tuple[Reference, ...] = (
    (("enrollments", "user_id"), ("users", "user_id")),
    (("enrollments", "associated_user_id"), ("users", "user_id")),
    (("enrollments", "course_id"), ("courses", "course_id")),
    (("user_observers", "observer_id"), None),
    (("user_observers", "student_id"), None),
)
CLEVER: tuple[Reference, ...] = (
    (("enrollments", "student_id"), ("students", "student_id")),
    (("enrollments", "section_id"), ("sections", "section_id")),
)


def with_strays(made: Table, package: Package, references: tuple[Reference, ...]) -> Table:
    """The table, with what is said of rows that were read and name nobody."""
    names = {sheet.stem: sheet.name for sheet in package.sheets}
    notes: list[Note] = []
    for (stem, heading), target in references:
        table = package.get(stem)
        here = None if table is None else table.place(heading)
        if table is None or here is None or here not in table.taken:
            continue
        cell = pl.col(f"c{here}").str.strip_chars()
        if target is None:
            rows = table.cells.filter(cell == "")["row"]
            detail = {"file": names[stem], "heading": table.headings[here], "count": rows.len()}
            notes += [("rows-incomplete", detail | {"rows": spans(rows)})] if rows.len() else []
        elif (known := _known(package, *target)) is not None:
            rows = table.cells.filter((cell != "") & ~cell.is_in(known.implode()))["row"]
            detail = {"file": names[stem], "other": names[target[0]], "count": rows.len()}
            notes += [("rows-name-nobody", detail | {"rows": spans(rows)})] if rows.len() else []
    return replace(made, notes=(*made.notes, *notes)) if notes else made


def _known(package: Package, stem: str, heading: str) -> pl.Series | None:
    whole = package.get(stem)
    place = None if whole is None else whole.place(heading)
    if whole is None or place is None:
        return None
    return whole.cells[f"c{place}"].str.strip_chars().unique()

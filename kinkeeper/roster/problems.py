"""The catalogue of problems: for each code what happened, why, and what to do.

Sentences are templates; `sentence` fills them with the problem's own data. They are written here
in English and translated where they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """`happened` may use {value}, {column}, {row} and the problem's own detail; `todo` likewise."""

    code: str
    severity: str
    happened: str
    todo: str


CATALOGUE = {
    problem.code: problem
    for problem in (
        # the file
        Problem(
            "empty-file", ERROR, "The file is empty.", "Export it again and look into it first."
        ),
        Problem(
            "encoding",
            ERROR,
            "The file is not {encoding}: line {line}, byte {at} does not fit.",
            "Save it as “CSV UTF-8”, or name its encoding.",
        ),
        Problem(
            "delimiter",
            ERROR,
            "“{delimiter}” cannot separate columns.",
            "Use a comma, a semicolon, a tab or a vertical bar.",
        ),
        Problem(
            "no-header",
            ERROR,
            "None of the headings in the first line is known: {first}.",
            "Put headings into the first line, or say which column is which field.",
        ),
        Problem(
            "duplicate-heading",
            ERROR,
            "Two columns mean the same: “{heading}” and “{other}”.",
            "Rename or remove one of them, or say which column is which field.",
        ),
        Problem(
            "missing-column",
            ERROR,
            "The file lacks: {columns}.",
            "Add it, or say which column holds it.",
        ),
        Problem(
            "too-large",
            ERROR,
            "The file has too much: {what}, and the limit is {limit}.",
            "Split the file and import the parts one after another.",
        ),
        Problem(
            "no-data",
            WARNING,
            "The file has headings and no rows.",
            "Nothing is changed by it; export it again if you expected people.",
        ),
        Problem(
            "password-ignored",
            WARNING,
            "The file has passwords for {count} people who are here already.",
            "Theirs stay as they are; a file sets passwords for new people only.",
        ),
        # a row
        Problem(
            "cells-missing",
            ERROR,
            "The row has {have} cells instead of {want}.",
            "Compare it with its neighbours: a quotation mark or a delimiter is missing.",
        ),
        Problem(
            "cells-extra",
            ERROR,
            "The row has {have} cells instead of {want}.",
            "Put quotation marks around a cell that holds the delimiter.",
        ),
        Problem(
            "no-identity",
            ERROR,
            "The row says neither synchronisation key nor username of the person.",
            "Fill one of them in, so that the next import can find the same person.",
        ),
        Problem("required", ERROR, "{column} is empty.", "Fill it in."),
        Problem(
            "too-long",
            ERROR,
            "{column} has more than {limit} characters.",
            "Shorten it; nothing is ever cut off silently.",
        ),
        Problem(
            "bad-character",
            ERROR,
            "{column} holds a character that cannot be shown.",
            "Type the cell anew.",
        ),
        Problem(
            "not-an-email",
            ERROR,
            "“{value}” is not an e-mail address.",
            "Correct it, or leave the cell empty and send a letter.",
        ),
        Problem(
            "several-emails",
            ERROR,
            "“{value}” is more than one e-mail address.",
            "Keep the one the person reads.",
        ),
        Problem(
            "no-email",
            WARNING,
            "“{value}” was read as no e-mail address.",
            "Leave the cell empty next time; this person gets a letter.",
        ),
        Problem(
            "bad-username",
            ERROR,
            "“{value}” cannot be a username.",
            "Use letters, digits and . _ - + @ without blanks.",
        ),
        Problem(
            "bad-date",
            ERROR,
            "“{value}” is not a date that can be read in only one way.",
            "Write it as 2015-04-03.",
        ),
        Problem(
            "password-weak",
            WARNING,
            "The password is too short or too common.",
            "The account is made without a password; hand out a code.",
        ),
        Problem(
            "key-look-alike",
            WARNING,
            "“{value}” looks like another key in this file, or holds an invisible character.",
            "They are two different keys here; check which one is meant.",
        ),
        Problem(
            "conflicting-rows",
            ERROR,
            "Rows {rows} name the same person and disagree on {fields}.",
            "Keep the right one, or give each person an own key.",
        ),
        Problem(
            "conflicting-contact",
            WARNING,
            "Rows {rows} name the same person and disagree on {fields}; “{value}” was taken.",
            "Correct the wrong one.",
        ),
        # the person
        Problem(
            "duplicate-key",
            ERROR,
            "The key {value} belongs to somebody else.",
            "Check the key; nobody's key is ever changed by an import.",
        ),
        Problem(
            "duplicate-username",
            ERROR,
            "Several people in this file want the username {value}.",
            "Give each of them an own username, or leave the column out.",
        ),
        Problem(
            "username-taken",
            ERROR,
            "The username {value} belongs to somebody else.",
            "Choose another; or match existing people on the username.",
        ),
        Problem(
            "key-differs",
            ERROR,
            "This person is here with another synchronisation key than {value}.",
            "Check which person is meant; an import never changes a key.",
        ),
        Problem(
            "several-people",
            ERROR,
            "{value} belongs to several people.",
            "Match on the synchronisation key or the username instead.",
        ),
        Problem(
            "other-profile",
            WARNING,
            "{value} is here already as {profile}.",
            "The profile and the person's data stay as they are; only relationships are made.",
        ),
        Problem(
            "in-trash",
            ERROR,
            "{value} is in the trash.",
            "Restore the person first, if that is right.",
        ),
        Problem(
            "not-allowed",
            ERROR,
            "This row is outside what you may change.",
            "Ask a system administrator.",
        ),
        Problem(
            "organisation-unknown",
            ERROR,
            "“{value}” is not a place below your organisation.",
            "Correct the path; it is written as School/Class.",
        ),
        # the relationship
        Problem(
            "child-unknown",
            WARNING,
            "No pupil has the {match} {value} yet.",
            "The relationship waits and is made by itself when the pupil arrives.",
        ),
        Problem(
            "child-ambiguous",
            ERROR,
            "{value} means more than one pupil.",
            "Use the synchronisation key.",
        ),
        Problem(
            "child-not-a-pupil",
            ERROR,
            "{value} belongs to somebody who is not a pupil.",
            "Check which column names the child; nobody was connected by it.",
        ),
        Problem(
            "child-is-parent",
            ERROR,
            "{value} is the same person, not a child.",
            "Check which column names the child.",
        ),
        Problem(
            "held-back",
            WARNING,
            "The relationship with {value} is blocked.",
            "It stays so until an administrator lifts the block with a reason.",
        ),
    )
}

# row is null for the file; detail is a JSON text with what the sentence needs besides
SCHEMA: dict[str, Any] = {
    "row": pl.UInt32,
    "column": pl.String,
    "code": pl.String,
    "severity": pl.String,
    "value": pl.String,
    "detail": pl.String,
}


def none() -> pl.DataFrame:
    return pl.DataFrame(schema=SCHEMA)


def sentence(
    code: str, *, column: str, value: str, detail: Mapping[str, Any] | None, translate: Any = str
) -> str:
    """What happened and what to do, in words; braces in the data stay what they are."""
    known = CATALOGUE[code]
    data = {"column": column, "value": value} | dict(detail or {})
    parts = [translate(known.happened), translate(known.todo)]
    return " ".join(_fill(part, data) for part in parts)


def _fill(template: str, data: Mapping[str, Any]) -> str:
    return template.format_map({name: str(value) for name, value in data.items()})

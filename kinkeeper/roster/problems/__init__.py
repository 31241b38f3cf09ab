"""The catalogue of problems: for each code what happened, why, what to do, and an example.

Sentences are templates; `sentence` fills them with the problem's own data. They are written here
in English and translated where they are shown.
"""

from collections.abc import Mapping
from typing import Any

from kinkeeper.roster.problems import of_file, of_format, of_pair, of_person, of_row, of_upload
from kinkeeper.roster.problems.problem import ERROR, SCHEMA, WARNING

__all__ = ["CATALOGUE", "ERROR", "SCHEMA", "WARNING", "sentence"]

CATALOGUE = {
    problem.code: problem
    for problem in (
        *of_upload.PROBLEMS,
        *of_file.PROBLEMS,
        *of_format.PROBLEMS,
        *of_row.PROBLEMS,
        *of_person.PROBLEMS,
        *of_pair.PROBLEMS,
    )
}
# Words that a problem's detail stands for, by the detail's name.
WORDS = {
    "claim": {
        "no": "it says no",
        "unknown": "it does not say",
        "restricted": "it names a restriction",
    },
    "cause": {
        "number": "a long number was rounded",
        "date": "it was turned into a date",
        "zero": "zeros in front of it were lost",
    },
    "reason": {
        "broken": "it is damaged",
        "twins": "two files in it have the same name",
        "nothing": "there is no table in it",
        "entries": "it has too many files",
        "unpacked": "it is too large when unpacked",
        "ratio": "it grows too much when unpacked",
        "encrypted": "it needs a password",
        "path": "a file in it would be written outside its folder",
        "nested": "it has another archive in it",
        "macros": "it has macros",
        "links": "it is linked to other files",
        "entities": "it has definitions that no spreadsheet program writes",
        "cells": "it has too many cells",
        "locked": "it needs a password",
    },
    "match": {
        "sync-key": "synchronisation key",
        "username": "username",
        "internal-id": "internal person ID",
    },
}
SUGGESTION = "Did you mean {suggestion}?"


def sentence(
    code: str, *, column: str, value: str, detail: Mapping[str, Any] | None, translate: Any = str
) -> str:
    """What happened and what to do, in words; braces in the data stay what they are."""
    known = CATALOGUE[code]
    data = {"column": column, "value": value} | dict(detail or {})
    for name, words in WORDS.items():
        if name in data:
            data[name] = translate(words.get(data[name], data[name]))
    parts = [translate(known.happened), translate(known.todo)]
    if "suggestion" in data:
        parts.insert(1, translate(SUGGESTION))
    return " ".join(_fill(part, data) for part in parts)


def _fill(template: str, data: Mapping[str, Any]) -> str:
    return template.format_map({name: str(value) for name, value in data.items()})

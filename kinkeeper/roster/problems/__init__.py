"""The catalogue of problems: for each code what happened, why, what to do, and an example.

Sentences are templates; `sentence` fills them with the problem's own data. They are written here
in English and translated where they are shown.
"""

from collections.abc import Mapping
from typing import Any

from kinkeeper.roster.fields import BY_NAME
from kinkeeper.roster.options import FORMATS
from kinkeeper.roster.problems import (
    calendar_problems,
    file_problems,
    format_problems,
    person_problems,
    record_problems,
    relationship_problems,
    row_problems,
    upload_problems,
)
from kinkeeper.roster.problems.problem import ERROR, NO_PROBLEMS, SCHEMA, WARNING, as_problems
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.text.translatable import marked as _

__all__ = ["CATALOGUE", "ERROR", "NO_PROBLEMS", "SCHEMA", "WARNING", "as_problems", "sentence"]

CATALOGUE = {
    problem.code: problem
    for problem in (
        *upload_problems.PROBLEMS,
        *file_problems.PROBLEMS,
        *format_problems.PROBLEMS,
        *row_problems.PROBLEMS,
        *person_problems.PROBLEMS,
        *relationship_problems.PROBLEMS,
        *record_problems.PROBLEMS,
        *calendar_problems.PROBLEMS,
    )
}
# Words that a problem's detail stands for, by the detail's name.
WORDS = {
    "wanted": record_problems.WANTED,
    "claim": {
        "no": _("it says no"),
        "unknown": _("it does not say"),
        "unstated": _("it does not say what the adult is to the child"),
        "restricted": _("it names a restriction"),
        "two-people": _("the name is that of two people"),
        "own-name": _("the adult has the name of the child"),
        "described-class": _("it names the child without a key, by name and class"),
        "described-spelling": _("it names the child without a key, in another spelling"),
        "described-birth": _("it names the child without a key, by name and birth date"),
        "described-unknown": _(
            "it names the child without a key, and does not say whether the adult may see the child"
        ),
    },
    "why": {
        "ended": _("it is marked as ended or deleted"),
        "until": _("its last day is over"),
        "disabled": _(
            "the adult is marked as disabled or suspended, so an administrator has to decide"
        ),
    },
    "fields": {
        "username": _("username"),
        "sync_key": _("synchronisation key"),
        "given_name": _("first name"),
        "family_name": _("last name"),
        "birth_date": _("birth date"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "language": _("language"),
        "street": _("street"),
        "postal_code": _("postal code"),
        "city": _("city"),
        "country": _("country"),
    },
    "field": {name: field.label for name, field in BY_NAME.items()},
    "format": FORMATS,
    "profile": {
        "system-administrator": _("system administrator"),
        "school-administrator": _("school administrator"),
        "teacher": _("teacher"),
        "pupil": _("pupil"),
        "parent": _("parent"),
    },
    "difference": {
        "name": _("a different name"),
        "date": _("a different birth date"),
        "keyless": _("no one had a key here yet, and the file gives one"),
    },
    "premise": {
        "unique": _("two people would have the same key or username"),
        "people": _("the people in the file have changed"),
        "records": _("the records in the file have changed"),
        "consents": _("a pupil has decided something since"),
        "new people": _("people in the file were added in another way"),
        "decisions": _("it was decided again who is meant"),
        "what is asked": _("it was decided who is meant"),
        "what is not asked": _("a question about who is meant is open"),
        "rivals": _("somebody else could be meant now"),
        "new keys": _("a key belonged to somebody else until now"),
        "padded keys": _("a key has zeros in front here"),
        "children": _("the children have changed"),
        "described": _("pupils who have the names of children in the file have changed"),
        "unknown children": _("children were added who were not known before"),
        "pairs": _("the relationships have changed"),
        "fulfilled waits": _("children were added who had pending relationships"),
        "waits": _("the pending relationships have changed"),
        "new waits": _("someone has a pending relationship with a child in the file"),
        "addresses": _("an e-mail address has another owner"),
        "places": _("an organisation was added whose name is almost the same as one in the file"),
        "reach": _("someone is no longer in these organisations"),
    },
    "cause": {
        "number": _("a long number was rounded"),
        "date": _("it was turned into a date"),
        "zero": _("zeros at the start were lost"),
    },
    "reason": {
        "broken": _("it is damaged"),
        "twins": _("two files in it have the same name"),
        "nothing": _("there is no table in it"),
        "entries": _("it has too many files"),
        "unpacked": _("it is too large when unpacked"),
        "ratio": _("it becomes too large when unpacked"),
        "encrypted": _("it needs a password"),
        "path": _("a file in it would be written outside its folder"),
        "nested": _("it contains another archive"),
        "macros": _("it has macros"),
        "links": _("it is linked to other files"),
        "entities": _("it has definitions that no spreadsheet program writes"),
        "cells": _("it has too many cells"),
        "locked": _("it needs a password"),
        "hidden": _("it cannot be told which of its rows are hidden"),
        "unseen": _("everything in it is hidden"),
    },
    "holds": {
        "error": _("an error in the spreadsheet"),
        "formula": _("a formula that was never calculated"),
        "merged": _("part of a merged cell"),
    },
    "separator": {
        ",": _("a comma"),
        ";": _("a semicolon"),
        "|": _("a vertical bar"),
        "/": _("a slash"),
        " ": _("a space"),
        "\n": _("a line break"),
    },
    "match": {
        "sync-key": _("synchronisation key"),
        "username": _("username"),
        "internal-id": _("internal person ID"),
    },
}
SUGGESTION = _("Did you mean {suggestion}?")


def sentence(
    code: str, *, column: str, value: str, detail: Mapping[str, Any] | None, translate: Any = str
) -> str:
    """What happened and what to do, in words; braces in the data stay what they are."""
    known = CATALOGUE[code]
    data = {"column": column, "value": value} | dict(detail or {})
    for name, words in WORDS.items():
        if name in data:
            data[name] = _worded(str(data[name]), words, translate)
    parts = [translate(known.happened), translate(known.todo)]
    if "suggestion" in data:
        parts.insert(1, translate(SUGGESTION))
    return " ".join(_fill(part, data) for part in parts)


def _worded(codes: str, words: Mapping[str, str], translate: Any) -> str:
    """One code, or several; what is none, an earlier version's word, may have its translation."""
    return ", ".join(translate(words.get(each, each)) for each in codes.split(", ") if each)


def _fill(template: str, data: Mapping[str, Any]) -> str:
    return template.format_map({name: alone(value) for name, value in data.items()})

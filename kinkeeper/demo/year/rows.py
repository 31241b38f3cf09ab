"""Rows of a file, with days and moments as files write them."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

type Row = Mapping[str, date | int | str]


def posted(day: date, clock: str) -> str:
    """A moment by the school's clock."""
    return f"{day.isoformat()}T{clock}"


def chance(*about: object) -> Random:
    """The same for the same, so that a second run makes the same year."""
    return Random("|".join(map(str, about)))  # noqa: S311  # nothing here is secret


def as_csv(rows: Iterable[Row]) -> bytes:
    listed = list(rows)
    headings = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode()

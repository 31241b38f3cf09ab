"""The files of a whole school: which parts they make, in which order, and what a part's files say.

A *Kinkeeper folder* has these files, each with the name of its kind; what else is in it is left
alone. People name their school and class by key; in their part these are paths.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kinkeeper.roster.read.detect import decode
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.records.scopes import FILE
from kinkeeper.roster.vocabulary import About, Profile

# What people and all other records rest on.
FIRST = ("schools", "terms", "classes", "attendance_codes")
PEOPLE = {"teachers": Profile.TEACHER, "pupils": Profile.PUPIL, "parents": Profile.PARENT}
PAIRS = ("rights", "consents")
RECORDS = tuple(kind.name for kind in KINDS if kind.name not in FIRST)
KNOWN = (*FIRST, *PEOPLE, *PAIRS, *RECORDS)
SCHOOL, CLASS = "School", "Class"
CALENDARS, CALENDAR = "ics", ".ics"  # the folder inside, and its files
FIELDS = {SCHOOL: "organisation", CLASS: "class", "Birth date": "birth_date"}


@dataclass(frozen=True)
class Part:
    """Some of the files, by name, that are planned as one."""

    about: About
    files: tuple[str, ...]
    profile: Profile = Profile.PUPIL


def stem(name: str) -> str:
    return name.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def is_known(name: str) -> bool:
    """Whether a file of a folder is one of these."""
    if name.rsplit("/", 1)[-1] == FILE:
        return True
    return name.lower().endswith((".csv", ".txt", ".tsv", ".xlsx", ".ods")) and any(
        _is(each, name) for each in KNOWN
    )


def is_of_school(name: str) -> bool:
    """The same, or a calendar."""
    return is_known(name) or name.lower().endswith(CALENDAR)


def reads_calendars(names: Iterable[str]) -> bool:
    """A folder's calendars are the same events as its file of events, if it has one."""
    return not any(_is("events", name) for name in names)


def _is(kind: str, name: str) -> bool:
    rest = stem(name).removeprefix(kind)
    return rest != stem(name) and not rest[:1].isalpha() and _longest(name) == kind


def _longest(name: str) -> str:
    """`attendance_codes` is no attendance."""
    return max((each for each in KNOWN if stem(name).startswith(each)), key=len)


def parts(names: Mapping[str, bytes]) -> list[Part]:
    """In the order in which they are written; those without a file are not there."""

    def of(*kinds: str) -> tuple[str, ...]:
        return tuple(name for name in sorted(names) for kind in kinds if _is(kind, name))

    scopes = tuple(name for name in names if name.rsplit("/", 1)[-1] == FILE)
    found = [
        Part(About.RECORDS, of(*FIRST)),
        *(Part(About.PEOPLE, of(kind), profile) for kind, profile in PEOPLE.items()),
        Part(About.RIGHTS, of(*PAIRS)),
    ]
    records = of(*RECORDS)
    if reads_calendars(names):
        records += tuple(name for name in sorted(names) if name.lower().endswith(CALENDAR))
    if records:
        found.append(Part(About.RECORDS, (*records, *scopes)))
    return [part for part in found if part.files]


def fields(data: bytes) -> dict[str, str]:
    """Which field the headings are that have another meaning elsewhere."""
    head = next(csv.reader(io.StringIO(decode(data, None).text, newline="")), [])
    return {heading: field for heading, field in FIELDS.items() if heading in head}


def with_places(
    data: bytes, schools: Mapping[str, str], classes: Mapping[str, str]
) -> tuple[bytes, list[tuple[int, str, str]]]:
    """A file of people with the paths of their schools and the titles of their classes instead of
    the keys; and (row, heading, key) of what no school or class has, which is empty then."""
    text = decode(data, None).text
    lines = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    unknown: list[tuple[int, str, str]] = []
    head = next(lines, [])
    writer.writerow(head)
    at = {
        head.index(heading): known
        for heading, known in ((SCHOOL, schools), (CLASS, classes))
        if heading in head
    }
    for number, row in enumerate(lines, start=2):
        for place, known in at.items():
            key = row[place].strip() if place < len(row) else ""
            if key and key not in known:
                unknown.append((number, head[place], key))
            if key:
                row[place] = known.get(key, "")
        writer.writerow(row)
    return out.getvalue().encode(), unknown

"""A school of any size with a year of records, as a folder; the same for the same number.

Of each pupil about 60 results and 40 marks: what a year of a real school has.
"""

import csv
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench.rosters import FAMILY, GIVEN

START, END = date(2026, 8, 17), date(2027, 6, 18)
SUBJECTS = ("NO", "MA", "EN", "SC", "SO", "PE")
SIZE = 25  # of a class
WEEK = timedelta(7)
EVERY = 4 * WEEK  # one assignment of each group
MARKS = 40
CODES = (("I", "absent", "yes"), ("O", "absent", "no"), ("L", "late", "unknown"))
WHOLE = (START.isoformat(), END.isoformat())
type Row = Sequence[object]


def folder(home: Path, pupils: int, size: int = SIZE) -> Path:
    """The whole school, in classes of this size."""
    place = home / f"school-{pupils}"
    place.mkdir()
    classes = [f"{number}A" for number in range(-(-pupils // size))]
    mine = {f"C{number}": classes[number // size] for number in range(pupils)}
    names = {key: (GIVEN[place % 10], FAMILY[place % 9]) for place, key in enumerate(mine)}
    school = ("s1", "Hillside", "", "school", "Europe/Oslo", 195, 105, "yes")
    _write(
        place,
        "schools",
        "school_id,name,parent_id,kind,time_zone,am_minutes,pm_minutes,behaviour_shown",
        [school],
    )
    _write(place, "terms", "term_id,title,kind,from,until", [("y1", "Year", "schoolYear", *WHOLE)])
    _write(
        place,
        "attendance_codes",
        "school_id,code,label,status,excused",
        [("s1", code, code, status, excused) for code, status, excused in CODES],
    )
    groups = [(each, each, "form", "") for each in classes]
    groups += [
        (f"{each}-{of}", f"{of} {each}", "teaching", of) for each in classes for of in SUBJECTS
    ]
    _write(
        place,
        "classes",
        "group_id,school_id,title,kind,subject",
        [(key, "s1", title, kind, subject) for key, title, kind, subject in groups],
    )
    _write(
        place,
        "pupils",
        "SyncID,First name,Last name,School,Class",
        [(key, *names[key], "s1", mine[key]) for key in mine],
    )
    _write(
        place,
        "parents",
        "SyncID,First name,Last name,ChildID",
        [(f"P{key}{which}", *names[key], key) for key in mine for which in "ab"],
    )
    _write(
        place,
        "enrolments",
        "enrolment_id,person_id,group_id,school_id,role,from,until",
        [
            (f"e-{key}-{group}", key, group, "s1", "pupil", *WHOLE)
            for key, own in mine.items()
            for group in (own, *(f"{own}-{of}" for of in SUBJECTS))
        ],
    )
    _work(place, mine, classes)
    _register(place, mine)
    return place


def _work(place: Path, mine: dict[str, str], classes: Sequence[str]) -> None:
    chance = random.Random(len(mine))  # of points, no secrets
    members: dict[str, list[str]] = {}
    for key, own in mine.items():
        members.setdefault(own, []).append(key)
    days = [START + EVERY * number for number in range((END - START) // EVERY)]
    work = [(f"a-{each}-{of}-{day}", each, of, day) for each in classes for of in SUBJECTS
            for day in days]  # fmt: skip
    _write(
        place,
        "assignments",
        "assignment_id,class_id,title,description,assigned,due,max_points,subject,published_at",
        [
            (key, f"{each}-{of}", f"Work of {day}", "Pages 12 to 15", day, day + WEEK, 20,
             of, f"{day}T15:00:00+02:00")
            for key, each, of, day in work
        ],
    )  # fmt: skip
    _write(
        place,
        "results",
        "assignment_id,student_id,status,points,text_grade,comment,published_at,scored",
        [
            (key, pupil, "fully graded", chance.randrange(41) / 2, "", "Good work.",
             f"{day + 2 * WEEK}T16:00:00+02:00", day + timedelta(10))
            for key, each, _of, day in work
            for pupil in members[each]
        ],
    )  # fmt: skip


def _register(place: Path, mine: dict[str, str]) -> None:
    _write(
        place,
        "attendance",
        "student_id,date,session,code,minutes,reason,published_at,school_id",
        [
            (key, day, "AM", CODES[number % 3][0], "", "Fever", f"{day}T17:00:00+02:00", "s1")
            for key in mine
            for number in range(MARKS)
            for day in [START + timedelta(weeks=number, days=number % 5)]
        ],
    )


def changed(file: Path, heading: str, share: float) -> Path:
    """The same file with another text in some of its rows."""
    chance = random.Random(7)  # no secret
    with file.open(encoding="utf-8", newline="") as read:
        head, *rows = csv.reader(read)
    at = head.index(heading)
    for row in rows:
        if chance.random() < share:
            row[at] = "Changed"
    (file.parent / "night").mkdir(exist_ok=True)
    return _write(file.parent / "night", file.stem, ",".join(head), rows)


def _write(place: Path, stem: str, head: str, rows: Iterable[Row]) -> Path:
    file = place / f"{stem}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(head.split(","))
        writer.writerows(rows)
    return file

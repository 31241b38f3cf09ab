"""Classes, who is in them, and their timetable with its changes."""

from collections.abc import Iterator

from kinkeeper.demo.year.cast import FORMS, SCHOOLS, Form, pupils
from kinkeeper.demo.year.days import SchoolYear
from kinkeeper.demo.year.rows import Row, posted

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR")
HOURS = (("08:30", "09:15"), ("09:20", "10:05"), ("10:25", "11:10"), ("11:15", "12:00"),
         ("12:45", "13:30"), ("13:35", "14:20"))  # fmt: skip
WEEK = (
    ("Mathematics", "English", "Science", "History", "Sport", "Sport"),
    ("English", "Mathematics", "Geography", "Music", "Art", "Art"),
    ("Science", "Science", "English", "Mathematics", "History", ""),
    ("Mathematics", "Geography", "English", "German", "Science", "Class time"),
    ("German", "English", "Mathematics", "Music", "", ""),
)
ROOMS = {"Science": "Lab 1", "Sport": "Sports hall", "Music": "Music room", "Art": "Art room"}


def schools() -> Iterator[Row]:
    for key, name in SCHOOLS.items():
        yield {
            "school_id": key, "name": name, "parent_id": "", "kind": "school",
            "am_minutes": 210, "pm_minutes": 95,
            "behaviour_shown": "yes" if key == "lakeside" else "no",
        }  # fmt: skip


def terms(year: SchoolYear) -> Iterator[Row]:
    day_before = year.turns.fromordinal(year.turns.toordinal() - 1)
    for key, title, kind, first, last in (
        ("year", "School year", "schoolYear", year.first, year.last),
        ("term-1", "First term", "term", year.first, day_before),
        ("term-2", "Second term", "term", year.turns, year.last),
    ):
        yield {"term_id": key, "title": title, "kind": kind, "from": first, "until": last}


def days_off(year: SchoolYear) -> Iterator[Row]:
    for school in SCHOOLS:
        for each in year.breaks:
            yield {
                "school_id": school, "from": each.first, "until": each.last, "title": each.title,
            }  # fmt: skip


def classes() -> Iterator[Row]:
    for form in FORMS:
        yield {
            "group_id": form.key, "school_id": form.school, "title": form.name, "kind": "form",
            "grade": form.grade, "room": form.room,
        }  # fmt: skip


def enrolments(year: SchoolYear) -> Iterator[Row]:
    members = [(pupil.key, pupil.form, "pupil") for pupil in pupils()]
    members += [
        (form.teacher, form, role)
        for form in FORMS
        if form.teacher
        for role in ("teacher", "mentor")
    ]
    for key, form, role in members:
        yield {
            "enrolment_id": f"{form.key}-{key}-{role}", "person_id": key, "group_id": form.key,
            "school_id": form.school, "role": role, "from": year.first, "until": year.last,
        }  # fmt: skip


def _subject(form: Form, day: int, hour: int) -> str:
    """Each class has the same week, begun on another day."""
    return WEEK[(day + FORMS.index(form)) % len(WEEK)][hour]


def _key(form: Form, day: int, hour: int) -> str:
    return f"{form.key}-{WEEKDAYS[day]}-{hour + 1}"


def timetable(year: SchoolYear) -> Iterator[Row]:
    for form in FORMS:
        for day, weekday in enumerate(WEEKDAYS):
            for hour, (start, end) in enumerate(HOURS):
                subject = _subject(form, day, hour)
                if subject:
                    yield {
                        "lesson_id": _key(form, day, hour), "group_id": form.key,
                        "weekday": weekday, "start": start, "end": end, "subject": subject,
                        "room": ROOMS.get(subject, form.room), "teacher": form.teacher,
                        "from": year.first, "until": year.last,
                    }  # fmt: skip


def timetable_changes(year: SchoolYear) -> Iterator[Row]:
    said = (
        (0, 1, "cancelled", "", "The teacher is ill; the class works in the library."),
        (1, 0, "room", "31", "Painters are in the usual room."),
        (1, 2, "substitution", "", "Another teacher takes the lesson."),
        (2, 3, "cancelled", "", ""),
        (-2, 2, "cancelled", "", ""),
    )
    for place, form in enumerate(FORMS):
        for number, hour, kind, room, note in said[place % 2 :: 2]:
            day = year.school_day(number)
            if _subject(form, day.weekday(), hour):
                yield {
                    "change_id": f"{form.key}-{day}-{hour + 1}",
                    "lesson_id": _key(form, day.weekday(), hour), "date": day, "kind": kind,
                    "room": room, "note": note,
                    "published_at": posted(min(day, year.today), "06:50"),
                }  # fmt: skip

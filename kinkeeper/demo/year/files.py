"""The year as the files that a school would upload."""

from datetime import date

from kinkeeper.demo.year import lessons, register, told, work
from kinkeeper.demo.year.days import SchoolYear
from kinkeeper.demo.year.rows import as_csv


def files(today: date) -> list[tuple[str, bytes]]:
    """(name, content) of each kind of record, around this day."""
    year = SchoolYear(today)
    kinds = {
        "schools": lessons.schools(),
        "terms": lessons.terms(year),
        "days_off": lessons.days_off(year),
        "classes": lessons.classes(),
        "enrolments": lessons.enrolments(year),
        "attendance_codes": register.attendance_codes(),
        "timetable": lessons.timetable(year),
        "timetable_changes": lessons.timetable_changes(year),
        "events": told.events(year),
        "notices": told.notices(year),
        "attendance": register.attendance(year),
        "assignments": work.assignments(year),
        "results": work.results(year),
        "remarks": register.remarks(year),
    }
    return [(f"{name}.csv", as_csv(rows)) for name, rows in kinds.items()]

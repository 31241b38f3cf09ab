"""Marks in the register, and remarks."""

from collections.abc import Iterator

from kinkeeper.demo.year.cast import SCHOOLS, pupils
from kinkeeper.demo.year.days import SchoolYear
from kinkeeper.demo.year.rows import Row, chance, posted

CODES = (
    ("I", "Illness", "absent", "yes"),
    ("M", "Doctor or dentist", "absent", "yes"),
    ("N", "No reason yet", "absent", "unknown"),
    ("L", "Late", "late", "no"),
)
REMARKS = (
    ("praise", "Helped a new pupil find the way, all week, without being asked."),
    ("praise", "Gave a very clear talk about the lake."),
    ("concern", "Was often tired in the first lesson this week."),
    ("note", "For staff only: talk with the parents at the next meeting."),
)


def attendance_codes() -> Iterator[Row]:
    for school in SCHOOLS:
        for code, label, status, excused in CODES:
            yield {
                "school_id": school, "code": code, "label": label, "status": status,
                "excused": excused,
            }  # fmt: skip


def attendance(year: SchoolYear) -> Iterator[Row]:
    """Illness comes in runs of a few days; the rest by the day."""
    for pupil in pupils():
        ill = 0
        for day in year.past():
            by_chance = chance(pupil.key, day)
            if ill == 0 and by_chance.random() < 0.02:
                ill = by_chance.choice((1, 2, 2, 3))
            marks = []
            if ill:
                ill -= 1
                marks = [("AM", "I", "Ill"), ("PM", "I", "Ill")]
            elif by_chance.random() < 0.03:
                code = by_chance.choice("MNLL")
                marks = [("AM", code, "Overslept" if code == "L" else "")]
            for session, code, reason in marks:
                yield {
                    "student_id": pupil.key, "date": day, "session": session, "code": code,
                    "minutes": by_chance.choice((5, 10, 15)) if code == "L" else "",
                    "reason": reason, "published_at": posted(day, "14:45"),
                    "school_id": pupil.form.school,
                }  # fmt: skip


def remarks(year: SchoolYear) -> Iterator[Row]:
    for number, pupil in enumerate(pupils()):
        kind, text = REMARKS[number % len(REMARKS)]
        day = year.school_day(-3 - number)
        yield {
            "remark_id": f"{pupil.key}-1", "student_id": pupil.key, "date": day, "kind": kind,
            "text": text, "teacher_id": pupil.form.teacher,
            "published_at": "" if kind == "note" else posted(day, "15:30"),
            "school_id": pupil.form.school,
        }  # fmt: skip

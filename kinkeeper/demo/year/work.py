"""What is set, and what comes of it."""

from collections.abc import Iterator
from datetime import date

from kinkeeper.demo.year.cast import FORMS, Form, Pupil, pupils_of
from kinkeeper.demo.year.days import DAY, WEEK, SchoolYear
from kinkeeper.demo.year.rows import Row, chance, posted

# Subject -> its homework, in turn, and its tests.
HOMEWORK = {
    "Mathematics": ("Fractions, page 34", "Angles, page 41", "Decimals, worksheet 5"),
    "English": ("Read chapter 4", "A letter to a friend", "Poem: learn two verses"),
    "Science": ("Draw the water cycle", "Plants: watch for a week", "Questions on magnets"),
}
TESTS = {"Mathematics": 40, "English": 50, "Science": 30, "German": 20}
COMMENTS = ("Well done.", "Good, and mind the units.", "Please see me about question 3.", "", "")


class Assignment:
    """Homework is due on a school day; a test is written on one, and has points."""

    def __init__(self, form: Form, subject: str, number: int, due: date, *, test: bool) -> None:
        self.form, self.subject, self.due, self.test = form, subject, due, test
        self.number = number
        sort = "test" if test else "homework"
        self.key = f"{form.key}-{subject.lower()}-{sort}-{number}"
        self.assigned = due - (10 if test else 4) * DAY
        self.most = TESTS[subject] if test else 0

    @property
    def title(self) -> str:
        if self.test:
            return f"{self.subject} test {self.number}"
        given = HOMEWORK[self.subject]
        return given[self.number % len(given)]


def _set(year: SchoolYear) -> Iterator[Assignment]:
    for place, form in enumerate(FORMS):
        for nth, subject in enumerate(HOMEWORK):
            days = [*year.past(), *(year.school_day(number) for number in range(8))]
            for number, day in enumerate(days[(place + nth) % 5 :: 5]):
                yield Assignment(form, subject, number + 1, day, test=False)
        for nth, subject in enumerate(TESTS):
            days = [*year.past(), *(year.school_day(number) for number in range(10))]
            for number, day in enumerate(days[(2 * place + 3 * nth) % 15 + 4 :: 15]):
                yield Assignment(form, subject, number + 1, day, test=True)


def assignments(year: SchoolYear) -> Iterator[Row]:
    for each in _set(year):
        yield {
            "assignment_id": each.key, "class_id": each.form.key, "title": each.title,
            "assigned": each.assigned, "due": each.due, "max_points": each.most or "",
            "subject": each.subject, "category": "test" if each.test else "homework",
            "homework": "no" if each.test else "yes",
            "published_at": posted(min(each.assigned, year.today), "07:00"),
        }  # fmt: skip


def results(year: SchoolYear) -> Iterator[Row]:
    for each in _set(year):
        marked = each.due + WEEK if each.test else each.due + DAY
        if marked > year.today:
            continue
        for pupil in pupils_of(each.form):
            yield _of(pupil, each) | {
                "assignment_id": each.key, "student_id": pupil.key, "scored": each.due,
                "published_at": posted(marked, "07:10"),
            }  # fmt: skip


def _of(pupil: Pupil, each: Assignment) -> dict[str, date | int | str]:
    by_chance = chance(pupil.key, each.key)
    if not each.test:
        missing = by_chance.random() < 0.06
        return {"status": "not submitted" if missing else "submitted", "late": "no"}
    if by_chance.random() < 0.04:
        return {"status": "exempt"}
    able = 0.55 + 0.4 * chance(pupil.key, each.subject).random()
    share = min(1.0, max(0.2, by_chance.gauss(able, 0.08)))
    return {
        "status": "fully graded", "points": round(share * each.most),
        "comment": by_chance.choice(COMMENTS), "late": "no",
    }  # fmt: skip

"""What the schools announce: events and notices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kinkeeper.demo.year.cast import FORMS, SCHOOLS, Form, pupils
from kinkeeper.demo.year.days import DAY, SchoolYear
from kinkeeper.demo.year.rows import Row, posted

# Of each school: on which school day from today, what, from when to when, and where.
EVENTS = (
    (1, "School photographs", "09:00", "12:00", "Hall"),
    (3, "Book fair", "12:00", "14:30", "Library"),
    (5, "Parents’ evening", "18:00", "20:00", "Every classroom"),
    (12, "Concert of the school choir", "17:30", "18:30", "Hall"),
    (33, "Sports day", "09:00", "13:00", "Playing field"),
    (-12, "Open morning", "10:00", "12:00", "Library"),
    (-25, "Welcome breakfast for parents", "08:00", "08:30", "Hall"),
)
CANCELLED = "Book fair"
# Of each school: how many days ago, what, and the text.
NOTICES = (
    (
        2,
        "Lost and found",
        "Jackets, a blue scarf and two lunch boxes are waiting by the main door. What is left "
        "after the holiday week goes to charity.",
    ),
    (
        5,
        "Please do not stop at the main gate",
        "The bus turns there between 8:00 and 8:30. Use the car park behind the sports hall.",
    ),
    (95, "Welcome back", "We wish all families a good school year."),
)
# Of each class, in the same way; what is minus two days ago will be told the day after tomorrow.
OF_CLASSES = (
    (
        9,
        "Library books are due back",
        "Please look under the beds: seventeen books of this class are missing.",
    ),
    (-2, "Swimming starts again", "Bring swimming things every Tuesday."),
)
TRIP = (
    "We visit the museum of the lake. The day costs nothing. Please pack lunch, a drink and shoes "
    "for wet grass.\n\nWe leave at 8:30 from the main gate and are back by 15:00."
)


@dataclass(frozen=True)
class Audience:
    """A school, a class or one pupil, by their keys."""

    school: str
    group: str = ""
    pupil: str = ""

    @property
    def key(self) -> str:
        return self.pupil or self.group or self.school


def _classes() -> list[tuple[int, Form, Audience]]:
    return [(place, form, Audience(form.school, form.key)) for place, form in enumerate(FORMS)]


def events(year: SchoolYear) -> Iterator[Row]:
    for school in map(Audience, SCHOOLS):
        for each in year.breaks:
            yield {**_event(school, each.title, each.first, each.last), "all_day": "yes"}
        for number, title, start, end, where in EVENTS:
            day = year.school_day(number)
            event = _event(school, title, posted(day, start), posted(day, end))
            status = "cancelled" if title == CANCELLED else "confirmed"
            yield {**event, "location": where, "status": status}
    for place, _form, group in _classes():
        for title, number, where in (
            ("Class trip to the museum of the lake", 4 + place, "Meet at the main gate"),
            ("Swimming morning", -8, "Town pool"),
        ):
            day = year.school_day(number)
            event = _event(group, title, posted(day, "08:30"), posted(day, "15:00"))
            yield {**event, "location": where}


def _event(audience: Audience, title: str, starts: date | str, ends: date | str) -> Row:
    return {
        "event_id": f"{audience.key}-{_word(title)}-{str(starts)[:10]}",
        "org_id": audience.school, "class_id": audience.group, "starts": starts, "ends": ends,
        "all_day": "no", "title": title, "status": "confirmed", "private": "no", "sequence": 0,
    }  # fmt: skip


def notices(year: SchoolYear) -> Iterator[Row]:
    for school in map(Audience, SCHOOLS):
        for ago, title, body in NOTICES:
            yield _notice(school, title, body, year.today - ago * DAY)
    for place, _form, group in _classes():
        trip = year.school_day(4 + place)
        asked = _notice(
            group, "May your child come on the class trip?", TRIP, year.today - DAY
        )  # fmt: skip
        yield {**asked, "needs_answer": "yes", "deadline": min(trip - DAY, year.today + 3 * DAY)}
        for ago, title, body in OF_CLASSES:
            yield _notice(group, title, body, year.today - ago * DAY)
    for pupil in pupils()[3::5]:
        alone = Audience(pupil.form.school, pupil=pupil.key)
        body = "It was found in the changing room. Please collect it there."
        yield _notice(alone, f"{pupil.given}’s sports bag is at the office", body, year.today)


def _notice(audience: Audience, title: str, body: str, day: date) -> Row:
    return {
        "notice_id": f"{audience.key}-{_word(title)}-{day}", "school_id": audience.school,
        "class_id": audience.group, "student_id": audience.pupil, "title": title, "body": body,
        "publish_at": posted(day, "07:05"),
    }  # fmt: skip


def _word(title: str) -> str:
    return title.split(maxsplit=1)[0].lower()

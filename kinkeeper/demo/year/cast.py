"""Who is in which class, read from the demo's own rosters."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROSTERS = Path(__file__).parents[1] / "rosters"


@dataclass(frozen=True)
class Form:
    """A class with the key of its teacher, who also is the pupils' mentor."""

    school: str
    name: str
    teacher: str
    room: str

    @property
    def key(self) -> str:
        return f"{self.school}-{self.name}"

    @property
    def grade(self) -> str:
        return self.name[:-1]


FORMS = (
    Form("hillside", "5A", "T-2", "12"),
    Form("hillside", "7B", "T-3", "21"),
    Form("hillside", "8B", "T-1", "24"),
    Form("lakeside", "4C", "", "3"),
    Form("lakeside", "6A", "", "8"),
)
SCHOOLS = {"hillside": "Hillside", "lakeside": "Lakeside"}


@dataclass(frozen=True)
class Pupil:
    key: str
    given: str
    form: Form


@cache
def pupils() -> tuple[Pupil, ...]:
    by_name = {(form.school, form.name): form for form in FORMS}
    found = []
    for school in SCHOOLS:
        with (ROSTERS / f"{school}-pupils.csv").open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file, delimiter="," if school == "hillside" else ";")
            found += [
                Pupil(row["SyncID"], row["First name"], by_name[school, row["Class"]])
                for row in rows
            ]
    return tuple(found)


def pupils_of(form: Form) -> list[Pupil]:
    return [pupil for pupil in pupils() if pupil.form == form]

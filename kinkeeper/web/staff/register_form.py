"""The register of a class on a day: a mark for each half of the day, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from kinkeeper.from_home.models import AbsenceReport
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand.about_pupils import Mark
from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.models import Attendance, AttendanceCode
from kinkeeper.roster.records.kinds.attendance import HALVES


@dataclass(frozen=True)
class Cell:
    """`field` is None where the mark is a file's, which `label` says; `was` is what stands now,
    with its words where someone chose something else meanwhile."""

    session: str
    field: forms.BoundField | None
    was: str
    was_name: str
    label: str
    moved: bool

    @property
    def heading(self) -> str:
        return said(self.session)


@dataclass(frozen=True)
class Line:
    """`reported`: what a parent told the school of this day."""

    pupil: Person
    cells: Sequence[Cell]
    reported: AbsenceReport | None


class RegisterForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.HiddenInput)

    def __init__(
        self,
        day: date,
        pupils: Sequence[Person],
        codes: Sequence[AttendanceCode],
        standing: Mapping[tuple[int, str], Attendance],
        data: Any = None,
    ) -> None:
        super().__init__(data, initial={"token": str(uuid4()), "day": day})
        self.pupils, self.standing = pupils, standing
        self.reported: Mapping[int, AbsenceReport] = {}
        self.words = {each.code: each.label or each.code for each in codes}
        choices = [("", _("present")), *self.words.items()]
        for pupil in pupils:
            for session in HALVES:
                mark = standing.get((pupil.pk, session))
                if mark is not None and mark.series != BY_HAND:
                    continue
                known = {code for code, _label in choices}
                old = [(mark.code, mark.code)] if mark and mark.code not in known else []
                self.fields[_name(pupil, session)] = forms.ChoiceField(
                    label=f"{pupil.full_name}, {said(session)}",
                    choices=choices + old,
                    required=False,
                    initial=mark.code if mark else "",
                )

    @property
    def lines(self) -> list[Line]:
        return [
            Line(
                pupil,
                [self._cell(pupil, session) for session in HALVES],
                self.reported.get(pupil.pk),
            )
            for pupil in self.pupils
        ]

    def _cell(self, pupil: Person, session: str) -> Cell:
        mark, name = self.standing.get((pupil.pk, session)), _name(pupil, session)
        was = mark.code if mark else ""
        sent = self.data.get(f"was-{name}") if self.is_bound else None
        label = self.words.get(was, was) if was else _("present")
        field = self[name] if name in self.fields else None
        return Cell(session, field, was, f"was-{name}", label, sent is not None and sent != was)

    def marks(self) -> list[Mark]:
        """As they were chosen, each beside what the page had shown."""
        return [
            Mark(pupil.pk, session, self.data.get(f"was-{name}", ""), self.cleaned_data[name])
            for pupil in self.pupils
            for session in HALVES
            if (name := _name(pupil, session)) in self.fields
        ]


def said(session: str) -> str:
    return _("Morning") if session == "AM" else _("Afternoon")


def _name(pupil: Person, session: str) -> str:
    return f"{pupil.pk}-{session}"

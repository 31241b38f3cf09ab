"""The results of a class for one assignment: a line for each pupil."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import audience
from kinkeeper.records.by_hand.results import EXEMPT, NOT_SUBMITTED, Line, Said, as_said, fits
from kinkeeper.records.entries import BY_HAND
from kinkeeper.records.models import Assignment, Result
from kinkeeper.roster.records.kinds.results import FULLY_GRADED
from kinkeeper.web.staff.entry_forms import LATER, NOW, clock, day

STATUSES = [
    ("", gettext_lazy("nothing yet")),
    (FULLY_GRADED, gettext_lazy("marked")),
    (NOT_SUBMITTED, gettext_lazy("not handed in")),
    (EXEMPT, gettext_lazy("exempt")),
]


@dataclass(frozen=True)
class Row:
    """`fields` are none where the result is a file's. `was`: what stands now, as it is compared;
    `moved`: whether someone changed it while the form was open."""

    pupil: Person
    fields: Sequence[forms.BoundField]
    was_name: str
    was: str
    now: Said
    moved: bool


class ResultsForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=gettext_lazy("From when do parents see what you change?"),
        widget=forms.RadioSelect,
        choices=[(NOW, gettext_lazy("From now")), (LATER, gettext_lazy("Later"))],
        initial=NOW,
    )
    from_day = day(gettext_lazy("Day"))
    from_time = clock(gettext_lazy("Time"), gettext_lazy("Without a time, from 07:00."))

    def __init__(
        self,
        work: Assignment,
        pupils: Sequence[Person],
        standing: Mapping[int, Result],
        data: Any = None,
    ) -> None:
        super().__init__(data, initial={"token": str(uuid4()), "when": NOW})
        self.work, self.pupils, self.standing = work, pupils, standing
        for pupil in pupils:
            result = standing.get(pupil.pk)
            if result is None or result.series == BY_HAND:
                self.fields |= _fields(work, pupil, as_said(result))

    @property
    def moments(self) -> list[forms.BoundField]:
        return [self["from_day"], self["from_time"]]

    @property
    def rows(self) -> list[Row]:
        return [self._row(pupil) for pupil in self.pupils]

    def _row(self, pupil: Person) -> Row:
        now = as_said(self.standing.get(pupil.pk))
        sent = self.data.get(f"was-{pupil.pk}") if self.is_bound else None
        fields = [self[name] for name in self.fields if name.endswith(f"-of-{pupil.pk}")]
        moved = sent is not None and sent != str(now)
        return Row(pupil, fields, f"was-{pupil.pk}", str(now), now, moved)

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        said = self.cleaned_data
        self._check_points()
        if said.get("when") == LATER and not said.get("from_day"):
            self.add_error("from_day", _("From which day?"))
        elif said.get("when") == LATER and (self.shown_from() or moment()) <= moment():
            self.add_error("from_day", _("That is over. Choose a later time, or “From now”."))
        return found

    def _check_points(self) -> None:
        """Said where they stand."""
        for pupil in self.pupils:
            name = f"points-of-{pupil.pk}"
            points = self.cleaned_data.get(name)
            if points is not None and not fits(self.work, points):
                self.add_error(name, _("These points cannot be right. Correct them."))

    def shown_from(self) -> datetime | None:
        said = self.cleaned_data
        if said["when"] != LATER:
            return None
        at = said.get("from_time") or time(7)
        return audience.moment_of(self.work.school, said["from_day"], at)

    def lines(self) -> list[Line]:
        """As they were typed, each beside what the page had shown. Who writes points or words need
        not say that it is marked."""
        found = []
        for pupil in self.pupils:
            if f"status-of-{pupil.pk}" not in self.fields:
                continue
            points: Decimal | None = self.cleaned_data.get(f"points-of-{pupil.pk}")
            grade = self.cleaned_data[f"grade-of-{pupil.pk}"]
            status = self.cleaned_data[f"status-of-{pupil.pk}"]
            if not status and (points is not None or grade):
                status = FULLY_GRADED
            comment = self.cleaned_data[f"comment-of-{pupil.pk}"]
            said = Said(status, points, grade, comment)
            found.append(Line(pupil.pk, self.data.get(f"was-{pupil.pk}", ""), said))
        return found


def _fields(work: Assignment, pupil: Person, said: Said) -> dict[str, forms.Field]:
    of = f"-of-{pupil.pk}"
    made: dict[str, forms.Field] = {}
    if work.max_points is not None:
        made[f"points{of}"] = forms.DecimalField(
            label=_("Points"),
            required=False,
            localize=True,
            max_digits=24,
            decimal_places=10,
            initial=said.points.normalize() if said.points is not None else None,
        )
    made[f"grade{of}"] = forms.CharField(
        label=_("In words"), required=False, max_length=100, initial=said.grade
    )
    made[f"comment{of}"] = forms.CharField(
        label=_("Comment"), required=False, max_length=5_000, initial=said.comment
    )
    known = [code for code, _label in STATUSES]
    old = [(said.status, said.status)] if said.status not in known else []
    made[f"status{of}"] = forms.ChoiceField(
        label=_("What came of it"),
        required=False,
        choices=[*STATUSES, *old],
        initial=said.status,
    )
    for each in made.values():  # whose it is, for who hears the form
        each.widget.attrs["aria-label"] = f"{each.label}, {pupil.full_name}"
    return made

"""The form of an absence: the usual morning is two taps (today, all day)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.from_home.models import AbsenceReason, PartOfDay
from kinkeeper.from_home.report_absence import Away
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone

TODAY, TOMORROW, OTHER = "today", "tomorrow", "other"
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TextInput(attrs={"type": "time"})


class AbsenceForm(forms.Form):
    """With one child nobody is asked who; with several no one is ticked beforehand."""

    child = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who is away?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one child.")},
    )
    when = forms.ChoiceField(label=gettext_lazy("When?"), widget=forms.RadioSelect, initial=TODAY)
    first = forms.DateField(label=gettext_lazy("From"), required=False, widget=DATE)
    last = forms.DateField(
        label=gettext_lazy("To and including"),
        required=False,
        widget=DATE,
        help_text=gettext_lazy("Leave this empty for one day."),
    )
    part = forms.ChoiceField(
        label=gettext_lazy("How much of the day?"),
        widget=forms.RadioSelect,
        choices=PartOfDay,
        initial=PartOfDay.ALL_DAY,
    )
    leaves_at = forms.CharField(
        label=gettext_lazy("Leaves about"), required=False, max_length=10, widget=CLOCK
    )
    comes_at = forms.CharField(
        label=gettext_lazy("Arrives about"), required=False, max_length=10, widget=CLOCK
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        widget=forms.RadioSelect,
        choices=AbsenceReason,
        error_messages={"required": gettext_lazy("Choose why.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Anything else? (optional)"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Please write no diagnosis. The school does not need it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, children: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = {child.pk: child for child in children}
        self.today = date_of(children[0])
        if len(children) == 1:
            del self.fields["child"]
        else:
            names = [(child.pk, alone(child.given_name)) for child in children]
            self.fields["child"].choices = names  # type: ignore[attr-defined]  # a choice field
        tomorrow = self.today + timedelta(days=1)
        self.fields["when"].choices = [  # type: ignore[attr-defined]  # as above
            (TODAY, _("Today, %s") % _day(self.today)),
            (TOMORROW, _("Tomorrow, %s") % _day(tomorrow)),
            (OTHER, _("Other days")),
        ]

    @property
    def days(self) -> list[forms.BoundField]:
        """What is asked besides for other days."""
        return [self["first"], self["last"]]

    @property
    def times(self) -> list[forms.BoundField]:
        """What is asked besides for a part of a day; in the order of the style sheet."""
        return [self["leaves_at"], self["comes_at"]]

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if self.cleaned_data.get("when") == OTHER and not self.cleaned_data.get("first"):
            self.add_error("first", _("From which day?"))
        return found

    def children(self) -> list[Person]:
        """Whose absence it is, of those that were offered."""
        chosen = self.cleaned_data.get("child", list(self.mine))
        return [self.mine[number] for number in dict.fromkeys(chosen)]

    def away(self) -> Away:
        said = self.cleaned_data
        first, last = self._days()
        return Away(
            first,
            last,
            said["reason"],
            said["part"],
            comes_at=said["comes_at"][:5],
            leaves_at=said["leaves_at"][:5],
            note=said["note"],
        )

    def _days(self) -> tuple[date, date]:
        said = self.cleaned_data
        if said["when"] == OTHER:
            return said["first"], said["last"] or said["first"]
        day = self.today + timedelta(days=said["when"] == TOMORROW)
        return day, day


def _day(day: date) -> str:
    return date_format(day, _("l j F"))

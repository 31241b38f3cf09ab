"""The forms of meetings: what is offered, and what is done with one time."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.meetings.make_offer import MOST_A_CHILD, Wanted
from kinkeeper.meetings.slot_times import Times
from kinkeeper.people.models import Person
from kinkeeper.readings.meetings import Time
from kinkeeper.roster.text.isolate import alone

EVERYONE, SOME = "everyone", "other"
EACH_PARENT, CHILD = "each-parent", "child"
DAYS = 5
NO_ONE = ""


def _day(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class OfferForm(forms.Form):
    """`shown`: how many times the page showed before they are made."""

    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=120,
        help_text=gettext_lazy("As parents read it, for example: Parents’ evening."),
    )
    with_whom = forms.CharField(label=gettext_lazy("Whom do the parents meet?"), max_length=200)
    place = forms.CharField(
        label=gettext_lazy("Where? (optional)"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A room, or the address of a video meeting."),
    )
    for_whom = forms.ChoiceField(
        label=gettext_lazy("For whom?"), widget=forms.RadioSelect, initial=EVERYONE
    )
    pupils = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which pupils?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    day1 = _day(gettext_lazy("Day"), required=True)
    day2 = _day(gettext_lazy("Second day (optional)"))
    day3 = _day(gettext_lazy("Third day (optional)"))
    day4 = _day(gettext_lazy("Fourth day (optional)"))
    day5 = _day(gettext_lazy("Fifth day (optional)"))
    first = _clock(gettext_lazy("From"))
    last = _clock(gettext_lazy("To"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for each meeting"), min_value=3, max_value=240, initial=15
    )
    pause = forms.IntegerField(
        label=gettext_lazy("Minutes of break after each"), min_value=0, max_value=240, initial=0
    )
    closes_on = _day(
        gettext_lazy("Last day on which parents book, change or cancel"), required=True
    )
    each = forms.ChoiceField(
        label=gettext_lazy("How many meetings are there?"),
        widget=forms.RadioSelect,
        choices=[
            (EACH_PARENT, gettext_lazy("For each parent of a child")),
            (CHILD, gettext_lazy("For each child, whichever parent books first")),
        ],
        initial=EACH_PARENT,
    )
    per_child = forms.IntegerField(
        label=gettext_lazy("How many for each?"), min_value=1, max_value=MOST_A_CHILD, initial=1
    )

    def __init__(self, place: str, pupils: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.pk, alone(each.full_name)) for each in pupils]
        self.fields["pupils"].choices = names  # type: ignore[attr-defined]  # a choice field
        self.fields["for_whom"].choices = [  # type: ignore[attr-defined]  # as above
            (EVERYONE, _("Everyone in %s, also who comes later") % alone(place)),
            (SOME, _("Only these pupils:")),
        ]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day{number}"] for number in range(1, DAYS + 1)]

    @property
    def hours(self) -> list[forms.BoundField]:
        return [self[name] for name in ("first", "last", "minutes", "pause")]

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if self.cleaned_data.get("for_whom") == SOME and not self.cleaned_data.get("pupils"):
            self.add_error("pupils", _("Choose at least one pupil."))
        return found

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        days = [said[f"day{number}"] for number in range(1, DAYS + 1)]
        return Wanted(
            title=said["title"],
            with_whom=said["with_whom"],
            place=said["place"],
            times=Times(
                [day for day in days if day is not None],
                said["first"],
                said["last"],
                said["minutes"],
                said["pause"],
            ),
            closes_on=said["closes_on"],
            per_child=said["per_child"],
            each_parent=said["each"] == EACH_PARENT,
            pupils=said["pupils"] if said["for_whom"] == SOME else (),
        )

    def said_again(self) -> list[tuple[str, str]]:
        """What was typed, to be sent once more."""
        return [
            (name, str(value))
            for name in self.fields
            if name != "shown"
            for value in self.data.getlist(name)  # type: ignore[attr-defined]  # a query
        ]


class PhoneForm(forms.Form):
    """Who phoned, and for whom."""

    child = forms.TypedChoiceField(
        label=gettext_lazy("Pupil"), coerce=int, empty_value=None, initial=""
    )

    def __init__(self, pupils: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.pk, alone(each.full_name)) for each in pupils]
        self.fields["child"].choices = [("", "—"), *names]  # type: ignore[attr-defined]  # a choice field


class CallerForm(forms.Form):
    caller = forms.ChoiceField(
        label=gettext_lazy("Who asked for it?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, parents: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.callers = {str(each.pk): each for each in parents}
        names = [(number, alone(each.full_name)) for number, each in self.callers.items()]
        choices = [*names, (NO_ONE, _("Someone else"))]
        self.fields["caller"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def called(self) -> Person | None:
        return self.callers.get(self.cleaned_data["caller"])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=500,
        help_text=gettext_lazy("The parent who booked reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MoveForm(ReasonForm):
    slot = forms.TypedChoiceField(label=gettext_lazy("New time"), coerce=int)
    field_order = ("slot", "reason")

    def __init__(self, times: Sequence[Time], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.slot.pk, f"{date_format(each.day)}, {date_format(each.starts, 'TIME_FORMAT')}")
            for each in times
        ]

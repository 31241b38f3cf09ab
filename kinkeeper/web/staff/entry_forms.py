"""The forms in which school records are entered by hand."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinkeeper.organisations.local_date import moment
from kinkeeper.readings.entries import Place
from kinkeeper.records.by_hand import audience
from kinkeeper.records.by_hand.notices import SaidEvent, SaidNotice
from kinkeeper.records.by_hand.results import SaidAssignment
from kinkeeper.records.models import Assignment, Event, Group, Notice
from kinkeeper.records.sourced import Sourced
from kinkeeper.roster.text.isolate import alone

NOW, LATER = "now", "other"
WHOLE = "school"


def day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def clock(label: Any, help_text: Any = "") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, help_text=help_text, widget=widget)


class ForGroups(forms.Form):
    """To which classes, or the whole school, where the viewer may speak for it. Of an entry that is
    changed the audience stays: it is withdrawn and entered again."""

    for_school = True  # whether what is entered can be for a whole school
    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("For which classes?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one class.")},
    )

    def __init__(self, place: Place, *args: Any, record: Sourced | None = None, **kwargs: Any):
        kwargs.setdefault("initial", {}).setdefault("token", str(uuid4()))
        super().__init__(*args, **kwargs)
        self.place = place
        self.record = record
        self.mine = {str(group.pk): group for group in place.groups}
        if record is not None:
            del self.fields["groups"]
            return
        names = [(number, alone(group.title)) for number, group in self.mine.items()]
        if place.whole and self.for_school:
            names.insert(0, (WHOLE, _("The whole school")))
        self.fields["groups"].choices = names  # type: ignore[attr-defined]  # a choice field
        if len(names) == 1:
            self.initial.setdefault("groups", [names[0][0]])

    @property
    def picks(self) -> list[forms.BoundField]:
        return [self["groups"]] if "groups" in self.fields else []

    def chosen(self) -> list[Group]:
        """The groups; none: the whole school."""
        numbers = self.cleaned_data.get("groups", [])
        return [] if WHOLE in numbers else [self.mine[number] for number in numbers]

    def said_again(self) -> list[tuple[str, str]]:
        """What was typed, to be sent once more."""
        return [
            (self.add_prefix(name), str(value))
            for name in self.fields
            for value in self.data.getlist(self.add_prefix(name))  # type: ignore[attr-defined]  # a query
        ]


class NoticeForm(ForGroups):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=500)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        required=False,
        help_text=gettext_lazy("A line that begins with https:// becomes a link."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("From when do parents see it?"),
        widget=forms.RadioSelect,
        choices=[(NOW, gettext_lazy("From now")), (LATER, gettext_lazy("Later"))],
        initial=NOW,
    )
    from_day = day(gettext_lazy("Day"))
    from_time = clock(gettext_lazy("Time"), gettext_lazy("Without a time, from 07:00."))
    asks = forms.ChoiceField(
        label=gettext_lazy("Must parents answer?"),
        widget=forms.RadioSelect,
        choices=[("no", gettext_lazy("No")), (LATER, gettext_lazy("Yes, with yes or no"))],
        initial="no",
    )
    deadline = day(gettext_lazy("Last day to answer (optional)"))
    until = day(
        gettext_lazy("Last day on which parents see it (optional)"),
        gettext_lazy("Without one it stays until you withdraw it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Notice) and self.is_out(self.record):
            for name in ("when", "from_day", "from_time"):
                del self.fields[name]

    @staticmethod
    def is_out(notice: Notice) -> bool:
        return notice.published_at is not None and notice.published_at <= moment()

    @property
    def moments(self) -> list[forms.BoundField]:
        return [self["from_day"], self["from_time"]] if "when" in self.fields else []

    @property
    def answers(self) -> list[forms.BoundField]:
        return [self["deadline"]]

    def clean(self) -> dict[str, Any] | None:
        found = super().clean()
        if self.cleaned_data.get("when") == LATER:
            if not self.cleaned_data.get("from_day"):
                self.add_error("from_day", _("From which day?"))
            elif (since := self._since()) is not None and since <= moment():
                self.add_error("from_day", _("That is over. Choose a later time, or “From now”."))
        return found

    def _since(self) -> datetime | None:
        said = self.cleaned_data
        if "when" not in self.fields:
            assert isinstance(self.record, Notice)  # noqa: S101  # it is out
            return self.record.published_at
        if said.get("when") != LATER:
            return None
        at = said.get("from_time") or time(7)
        return audience.moment_of(self.place.school, said["from_day"], at)

    def said(self) -> SaidNotice:
        said = self.cleaned_data
        asks = said["asks"] == LATER
        return SaidNotice(
            said["title"], said["body"], self._since(), said["until"], asks, said["deadline"]
        )

    @staticmethod
    def of(record: Sourced, place: Place) -> dict[str, Any]:
        """What stands there, as the form asks it."""
        assert isinstance(record, Notice)  # noqa: S101  # its kind's
        zone = audience.zone_of(place.school)
        since = record.published_at and record.published_at.astimezone(zone)
        until = record.expires_at and audience.last_day(record.expires_at, zone)
        return {
            "title": record.title,
            "body": record.body,
            "when": LATER,
            "from_day": since and since.date(),
            "from_time": since and since.time(),
            "asks": LATER if record.needs_answer else "no",
            "deadline": record.deadline,
            "until": until,
        }


class AssignmentForm(ForGroups):
    for_school = False
    title = forms.CharField(label=gettext_lazy("What is to be done?"), max_length=500)
    due = day(gettext_lazy("Due on"), required=True)
    homework = forms.BooleanField(label=gettext_lazy("It is homework"), required=False)
    subject = forms.CharField(
        label=gettext_lazy("Subject (optional)"), max_length=100, required=False
    )
    max_points = forms.DecimalField(
        label=gettext_lazy("Out of how many points? (optional)"),
        required=False,
        localize=True,
        max_digits=10,
        decimal_places=4,
        help_text=gettext_lazy("Empty where it is graded in words, or not at all."),
    )
    description = forms.CharField(
        label=gettext_lazy("More about it (optional)"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def said(self) -> SaidAssignment:
        said = self.cleaned_data
        shown = self.record.published_at if isinstance(self.record, Assignment) else None
        return SaidAssignment(
            said["title"],
            said["due"],
            said["description"],
            said["max_points"],
            said["subject"],
            said["homework"],
            shown,
        )

    @staticmethod
    def of(record: Sourced, _place: Place) -> dict[str, Any]:
        assert isinstance(record, Assignment)  # noqa: S101  # its kind's
        return {
            "title": record.title,
            "due": record.due_on,
            "description": record.description,
            "max_points": record.max_points and record.max_points.normalize(),
            "subject": record.subject,
            "homework": record.homework,
        }


class EventForm(ForGroups):
    title = forms.CharField(label=gettext_lazy("What takes place?"), max_length=500)
    first = day(gettext_lazy("Day"), required=True)
    last = day(gettext_lazy("To and including (optional)"), gettext_lazy("Empty for one day."))
    starts = clock(gettext_lazy("Begins (optional)"), gettext_lazy("Empty for the whole day."))
    ends = clock(gettext_lazy("Ends (optional)"))
    location = forms.CharField(
        label=gettext_lazy("Where? (optional)"), max_length=500, required=False
    )
    cancelled = forms.BooleanField(
        label=gettext_lazy("It is cancelled"),
        required=False,
        help_text=gettext_lazy("Parents go on seeing it, struck through."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is None:
            del self.fields["cancelled"]

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("first", "last", "starts", "ends")]

    def said(self) -> SaidEvent:
        said = self.cleaned_data
        return SaidEvent(
            said["title"],
            said["first"],
            said["last"],
            said["starts"],
            said["ends"],
            said["location"],
            said.get("cancelled", False),
        )

    @staticmethod
    def of(record: Sourced, place: Place) -> dict[str, Any]:
        assert isinstance(record, Event)  # noqa: S101  # its kind's
        zone = audience.zone_of(place.school)
        return {
            "title": record.title,
            "first": record.starts_on,
            "last": _other(record.ends_on, record.starts_on),
            "starts": record.starts_at and record.starts_at.astimezone(zone).time(),
            "ends": record.ends_at and record.ends_at.astimezone(zone).time(),
            "location": record.location,
            "cancelled": record.status == "cancelled",
        }


def _other(last: date | None, first: date) -> date | None:
    return None if last == first else last

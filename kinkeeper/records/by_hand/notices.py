"""What a notice and an event that people enter say, checked, as columns of their kinds."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.records.by_hand import audience
from kinkeeper.records.by_hand.write import Values
from kinkeeper.records.models import School


@dataclass(frozen=True)
class SaidNotice:
    """`shown_from`: None is now. `until`: the last day on which parents see it. With `needs_answer`
    parents are asked for a yes or no, until the end of `deadline`."""

    title: str
    body: str
    shown_from: datetime | None = None
    until: date | None = None
    needs_answer: bool = False
    deadline: date | None = None

    def values(self, school: School) -> Values:
        """Raises `Refusal`."""
        shown = self.shown_from or moment()
        day = shown.astimezone(audience.zone_of(school)).date()
        if self.until is not None and self.until < max(day, audience.today_of(school)):
            raise Refusal(
                "until-before", _("Parents would never see it. Choose a later day."), "until"
            )
        if self.needs_answer and self.deadline is not None:
            if self.deadline < max(day, audience.today_of(school)):
                raise Refusal(
                    "deadline-before",
                    _("Parents could not answer. Choose a later day."),
                    "deadline",
                )
            if self.until is not None and self.until < self.deadline:
                raise Refusal(
                    "until-before",
                    _("Parents would no longer see it on the last day to answer."),
                    "until",
                )
        return {
            "title": self.title.strip(),
            "body": self.body.strip(),
            "published_at": shown,
            "published_on": day,
            "expires_at": self.until and audience.end_of(school, self.until),
            "needs_answer": self.needs_answer or None,
            "deadline": self.deadline if self.needs_answer else None,
        }


@dataclass(frozen=True)
class SaidEvent:
    """On whole days, or from a clock time of the school on; `last` is None for one day. An event
    that is `cancelled` stays in sight, struck through."""

    title: str
    first: date
    last: date | None = None
    starts: time | None = None
    ends: time | None = None
    location: str = ""
    cancelled: bool = False

    def values(self, school: School) -> Values:
        """Raises `Refusal`."""
        last = self.last or self.first
        if last < self.first:
            raise Refusal(
                "bad-days", _("The last day is before the first day. Correct one of them."), "last"
            )
        if self.ends is not None and self.starts is None:
            raise Refusal("bad-time", _("When does it begin? For example 09:30."), "starts")
        starts = self.starts and audience.moment_of(school, self.first, self.starts)
        ends = self.ends and audience.moment_of(school, last, self.ends)
        if starts and ends and ends <= starts:
            raise Refusal("bad-time", _("It ends before it begins. Correct the times."), "ends")
        return {
            "title": self.title.strip(),
            "location": self.location.strip(),
            "starts_on": self.first,
            "ends_on": last,
            "starts_at": starts,
            "ends_at": ends,
            "all_day": self.starts is None,
            "status": "cancelled" if self.cancelled else "confirmed",
        }

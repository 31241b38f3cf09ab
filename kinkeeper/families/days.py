"""The first and the last day on which a relationship counts, held against a day (K35)."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Days:
    """The first and the last day of a relationship or a pending relationship; None: no such day."""

    starts_on: datetime.date | None
    ends_on: datetime.date | None

    def on(self, day: datetime.date) -> bool:
        """Whether it counts on this day."""
        return not self.to_come(day) and not self.over(day)

    def to_come(self, day: datetime.date) -> bool:
        return self.starts_on is not None and day < self.starts_on

    def over(self, day: datetime.date) -> bool:
        return self.ends_on is not None and self.ends_on < day

    def __str__(self) -> str:
        """*from 1 August 2027*, *until 31 July 2028*, both, or nothing."""
        about = {"from": _day(self.starts_on), "until": _day(self.ends_on)}
        if self.starts_on and self.ends_on:
            return _("from %(from)s until %(until)s") % about
        if self.starts_on:
            return _("from %(from)s") % about
        return _("until %(until)s") % about if self.ends_on else ""


ALWAYS = Days(None, None)


def _day(day: datetime.date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""

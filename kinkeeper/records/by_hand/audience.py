"""For how many pupils something is that is entered by hand: as the rules of showing count them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.people.models import PersonState
from kinkeeper.records.models import Enrolment, School

TEACHES = ("teacher", "mentor")


def going_on(day: date) -> Q:
    """Enrolments that hold on this day."""
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    return begun & (Q(ends_on=None) | Q(ends_on__gte=day))


@whole_site()
def pupils(school: School, groups: Collection[int], day: date) -> int:
    """How many are in these groups (internal IDs; none: at the school) on this day; a number is
    told, also of those whom the asking teacher does not see."""
    there = Enrolment.objects.filter(
        going_on(day), school=school, role="pupil", person__state=PersonState.ACTIVE
    )
    if groups:
        there = there.filter(group__in=groups)
    return there.values("person").distinct().count()


def zone_of(school: School) -> ZoneInfo:
    """In which its clock times are."""
    return ZoneInfo(contacts().one(school.organisation.path, "time_zone") or settings.TIME_ZONE)


def today_of(school: School) -> date:
    return today_at(school.organisation.path)


def moment_of(school: School, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, zone_of(school))


def end_of(school: School, day: date) -> datetime:
    """The midnight with which the day ends there."""
    return moment_of(school, day + timedelta(days=1), time.min)


def last_day(ends: datetime, zone: ZoneInfo) -> date:
    """The last day, there, that this moment leaves whole or in part."""
    return (ends.astimezone(zone) - timedelta(microseconds=1)).date()

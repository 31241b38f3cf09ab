"""A parent, or a pupil of age, reports an absence and withdraws it; the office notes what it was
told by phone."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kinkeeper.families import majority, stated_rights
from kinkeeper.families.models import Relationship
from kinkeeper.families.visibility import lets_see
from kinkeeper.from_home import school_days
from kinkeeper.from_home.models import AbsenceReason, AbsenceReport, PartOfDay, ReportState
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person, Profile
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import Area

# How far back a parent may still report, how far ahead where no school year is known, and for how
# long at once.
BACK, AHEAD, LONGEST = timedelta(days=14), timedelta(days=365), timedelta(days=60)
OFFICE_BACK = timedelta(days=60)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True)
class Away:
    """What a parent says: both days included; clock times of the school, `08:30`."""

    first: date
    last: date
    reason: str
    part: str = PartOfDay.ALL_DAY
    comes_at: str = ""
    leaves_at: str = ""
    note: str = ""

    def without(self, days: Collection[date]) -> list[date]:
        """Those of its days that are none of these."""
        every = (self.first + timedelta(n) for n in range((self.last - self.first).days + 1))
        return [day for day in every if day not in days]


@act()
def report(
    actor: Actor, parent: Person, children: Collection[Person], away: Away
) -> list[AbsenceReport]:
    """A report for each child, or none; the same sent twice is one. Raises `Refusal`: also for a
    child for whom this parent may not report today, and where none of the days is a school day."""
    said = _checked(away)
    made = []
    Person.objects.select_for_update().get(pk=parent.pk)  # who presses twice waits for the first
    for child in sorted(children, key=lambda each: each.pk):
        if not may_report(parent, child):
            raise Refusal("not-allowed", _("You cannot report this. Call the school office."))
        days = _days(parent, child, said)
        report_of_child, new = AbsenceReport.objects.get_or_create(
            child=child,
            reported_by=parent,
            days=days,
            part=said.part,
            comes_at=said.comes_at,
            leaves_at=said.leaves_at,
            reason=said.reason,
            note=said.note,
            state=ReportState.SENT,
            defaults={"last_on": days[-1]},
        )
        if new:
            record(actor, "absence.reported", child_id=child.pk, data=report_of_child.told)
        made.append(report_of_child)
    return made


@act()
def enter(actor: Actor, child: Person, away: Away, parent: Person | None) -> AbsenceReport:
    """What the school was told by phone, by this parent or by no one who is known here: confirmed
    with it, and every parent who is shown absence learns that the school noted it. The same entered
    twice is one. Raises `Refusal`."""
    said = _checked(away)
    if parent is not None and not may_report(parent, child):
        raise Refusal(
            "not-allowed",
            _("This adult may not report absence of the pupil. Choose another, or none."),
            "caller",
        )
    Person.objects.select_for_update().get(pk=child.pk)
    days = _school_days(child, _in_time(child, said, OFFICE_BACK))
    made, new = AbsenceReport.objects.get_or_create(
        child=child,
        reported_by=parent,
        entered_by=actor.person_id,
        days=days,
        part=said.part,
        comes_at=said.comes_at,
        leaves_at=said.leaves_at,
        reason=said.reason,
        note=said.note,
        state=ReportState.CONFIRMED,
        defaults={
            "last_on": days[-1],
            "entered_by_name": actor.name[:300],
            "decided_at": Now(),
            "decided_by": actor.person_id,
            "decided_by_name": actor.name[:300],
        },
    )
    if new:
        record(actor, "absence.entered", child_id=child.pk, data=made.told)
    return made


@act()
def withdraw(actor: Actor, report_of_child: AbsenceReport) -> None:
    """Raises `Refusal` once the last day is over, or where it is withdrawn already."""
    found = (
        AbsenceReport.objects.select_for_update(of=("self",))
        .select_related("child", "reported_by")
        .get(pk=report_of_child.pk)
    )
    if found.state == ReportState.WITHDRAWN:
        raise Refusal(
            "withdrawn",
            _("This report has been withdrawn already. To report again, send a new one."),
        )
    if found.reported_by is None or not may_report(found.reported_by, found.child):
        raise Refusal("not-allowed", _("You cannot change this. Call the school office."))
    if not can_be_withdrawn(found):
        raise Refusal("over", _("These days are over. Call the school office."))
    found.state = ReportState.WITHDRAWN
    found.save(update_fields=["state"])
    record(actor, "absence.withdrawn", child_id=found.child_id, data=found.told)


def can_be_withdrawn(report_of_child: AbsenceReport) -> bool:
    """Until its last day is over."""
    taken = report_of_child.state == ReportState.WITHDRAWN
    return not taken and report_of_child.last_on >= date_of(report_of_child.child_id)


def may_report(parent: Person, child: Person) -> bool:
    """Today: connected, and allowed to act in the area of absence (K16); or the pupil, of age."""
    if parent.pk == child.pk:
        return parent.profile == Profile.PUPIL and majority.decides(child, date_of(child))
    connected = Relationship.objects.filter(lets_see(), parent=parent, child=child).exists()
    rights = stated_rights.on(parent, child, date_of(child))
    return connected and Area.ABSENCE in rights.acts


def _checked(away: Away) -> Away:
    """What cannot be, whoever the child is."""
    if away.reason not in AbsenceReason.values:
        raise Refusal("reason-missing", _("Choose why."), "reason")
    if away.part not in PartOfDay.values:
        raise Refusal("part-missing", _("Choose which part of the day."), "part")
    if away.last < away.first:
        raise Refusal(
            "bad-days", _("The last day is before the first day. Correct one of them."), "last"
        )
    if away.last - away.first > LONGEST:
        raise Refusal(
            "too-long", _("That is a long time. Talk to the school office about it."), "last"
        )
    if away.part != PartOfDay.ALL_DAY and away.last != away.first:
        raise Refusal("bad-days", _("Report a part of a day for one day at a time."), "last")
    return _with_times(away)


def _with_times(away: Away) -> Away:
    """Only the times that its part of the day has."""
    comes, leaves = away.comes_at.strip(), away.leaves_at.strip()
    if away.part in {PartOfDay.ALL_DAY, PartOfDay.LEAVES_EARLIER}:
        comes = ""
    if away.part in {PartOfDay.ALL_DAY, PartOfDay.COMES_LATER}:
        leaves = ""
    for said, field in ((comes, "comes_at"), (leaves, "leaves_at")):
        if said and not CLOCK.fullmatch(said):
            raise Refusal("bad-time", _("Write the time like 09:30."), field)
    if away.part in {PartOfDay.COMES_LATER, PartOfDay.AWAY_BETWEEN} and not comes:
        raise Refusal("bad-time", _("Write the time of arrival, for example 09:30."), "comes_at")
    if away.part in {PartOfDay.LEAVES_EARLIER, PartOfDay.AWAY_BETWEEN} and not leaves:
        raise Refusal("bad-time", _("Write the time of leaving, for example 11:30."), "leaves_at")
    if away.part == PartOfDay.AWAY_BETWEEN and comes <= leaves:
        raise Refusal(
            "bad-time", _("The arrival is before the leaving. Correct the times."), "comes_at"
        )
    note = away.note.strip()[:500]
    return Away(away.first, away.last, away.reason, away.part, comes, leaves, note)


def _days(parent: Person, child: Person, away: Away) -> list[date]:
    """The school days of it, for this child; all days for a parent who sees nothing of the school
    day, and would learn here when there is none (K16)."""
    _in_time(child, away, BACK)
    own = parent.pk == child.pk
    if not own and Area.SCHOOL_DAY not in stated_rights.on(parent, child, date_of(child)).sees:
        return away.without([])
    return _school_days(child, away)


def _in_time(child: Person, away: Away, back: timedelta) -> Away:
    """The same, not too long ago and within what the site knows of school years."""
    today = date_of(child)
    if away.first < today - back:
        raise Refusal(
            "too-early", _("That is too long ago. Call the school office about it."), "first"
        )
    last = school_days.last_known()
    if last is None or last < today:  # nobody has said yet when the next school year ends
        last = today + AHEAD
    if away.last > last:
        raise Refusal(
            "too-late",
            _("You can report until %s.") % date_format(last, "DATE_FORMAT"),
            "last",
        )
    return away


def _school_days(child: Person, away: Away) -> list[date]:
    found = school_days.between(child, away.first, away.last)
    if not found:
        raise Refusal(
            "no-school",
            _("%s has no school then. There is nothing to report.") % alone(child.given_name),
            "first",
        )
    return found

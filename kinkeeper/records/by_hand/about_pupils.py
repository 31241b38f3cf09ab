"""Marks in the register and remarks that people enter about pupils."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.lib import locks
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.organisations.local_date import moment
from kinkeeper.people.models import Person
from kinkeeper.records.by_hand import write
from kinkeeper.records.by_hand.audience import today_of
from kinkeeper.records.by_hand.write import Audience
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.models import Attendance, AttendanceCode, DayOff, Group, Remark, School
from kinkeeper.roster.records.kinds.attendance import ATTENDANCE, HALVES, SUNDAY
from kinkeeper.roster.records.kinds.remarks import NOTE, REMARKS

SORTS = ("praise", "concern", "incident", NOTE)


@act()
def remark(  # noqa: PLR0917  # who says what of whom
    actor: Actor, token: str, group: Group, pupil: Person, sort: str, said: "SaidRemark"
) -> HandEntry:
    """The same form sent twice is one remark. Raises `Refusal`: also where the token said something
    else."""
    values = said.values(group.school, sort)
    entry, new = write.begin(actor, token, REMARKS, Audience(group.school, [group]))
    if new:
        author = Person.objects.filter(pk=actor.person_id or 0).first()
        Remark.objects.create(
            series=BY_HAND,
            key=f"{token}/1",
            source=entry.source,
            school=group.school,
            pupil=pupil,
            teacher=(author and author.sync_key) or "",
            **values,
        )
        write.tell_of_pupil(actor, "remark.made", pupil.pk, group.school)
        return entry
    of_it = Remark.objects.filter(series=BY_HAND, source=entry.source)
    return write.the_same(entry, of_it, {"pupil_id": pupil.pk, **values})


@dataclass(frozen=True)
class SaidRemark:
    """`shown_from`: None is now; a note is never shown."""

    day: date
    body: str
    shown_from: datetime | None = None

    def values(self, school: School, sort: str) -> Mapping[str, Any]:
        """Raises `Refusal`."""
        if sort not in SORTS:
            raise Refusal("kind-missing", _("Choose what kind of remark it is."), "sort")
        if self.day > today_of(school):
            raise Refusal("too-late", _("That day is still to come."), "day")
        shown = None if sort == NOTE else self.shown_from or moment()
        return {"sort": sort, "day": self.day, "body": self.body.strip(), "published_at": shown}


@dataclass(frozen=True)
class Mark:
    """For a pupil (internal ID) and a half of the day: the code that the page showed, and the one
    that was chosen; empty is none."""

    pupil: int
    session: str
    was: str
    code: str


def standing(school: School, pupils: Iterable[int], day: date) -> dict[tuple[int, str], Attendance]:
    """(pupil, session) -> the mark that stands, from a file or by hand, halves of the day alone."""
    now = moment()
    found = Attendance.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=now),
        school=school,
        pupil__in=list(pupils),
        day=day,
        session__in=HALVES,
    )
    return {(mark.pupil_id, mark.session): mark for mark in found.order_by("pk")}


def codes(school: School, day: date) -> list[AttendanceCode]:
    """What the letters of the school mean on this day, each once."""
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    going = Q(ends_on=None) | Q(ends_on__gte=day)
    found = AttendanceCode.objects.filter(begun, going, school=school).order_by("code", "pk")
    return list({each.code: each for each in found}.values())


@act()
def register(
    actor: Actor, token: str, group: Group, day: date, marks: Sequence[Mark]
) -> HandEntry | None:
    """Makes, replaces and withdraws marks of a class on a day, all or none; None where nothing was
    changed. Raises `Refusal`: also where a mark is no longer as the page showed it, or is a file's,
    and where the token said something else."""
    school = group.school
    _checked(school, day, marks)
    changed = [mark for mark in marks if mark.code != mark.was]
    if not changed:
        return None
    locks.share(locks.Lock.BY_HAND)
    School.objects.select_for_update().get(pk=school.pk)  # one register after the other
    there = standing(school, {mark.pupil for mark in changed}, day)
    changed = [mark for mark in changed if not _stands(there, mark)]
    if not changed:  # sent twice, or two people chose the same
        return None
    _unchanged(changed, there)
    entry, new = write.begin(actor, token, ATTENDANCE, Audience(school, [group]))
    if not new:  # what it had said stands, and this is not that
        raise write.sent_already()
    now = moment()
    keys = dict(
        Person.objects.filter(pk__in={mark.pupil for mark in changed}).values_list("pk", "sync_key")
    )
    on = {"day": day.isoformat()}
    for mark in changed:
        old = there.get((mark.pupil, mark.session))
        if old is not None:
            write.retire([old], now)
            write.tell_of_pupil(actor, "mark.withdrawn", mark.pupil, school, on)
        if mark.code:
            who = keys.get(mark.pupil) or f"id:{mark.pupil}"
            Attendance.objects.create(
                series=BY_HAND,
                key=f"{who}|{day.isoformat()}|{mark.session}",
                source=entry.source,
                school=school,
                pupil_id=mark.pupil,
                day=day,
                session=mark.session,
                code=mark.code,
                published_at=now,
            )
            write.tell_of_pupil(actor, "mark.made", mark.pupil, school, on)
    return entry


def _checked(school: School, day: date, marks: Sequence[Mark]) -> None:
    if day > today_of(school):
        raise Refusal("too-late", _("That day is still to come. A register is of today or before."))
    if day.isoweekday() == SUNDAY:
        raise Refusal("sunday", _("That is a Sunday. Choose a school day."))
    closed = DayOff.objects.filter(school=school, starts_on__lte=day, ends_on__gte=day).first()
    if closed is not None:
        raise Refusal("day-off", _("The school is closed on that day: %s.") % closed.title)
    known = {each.code for each in codes(school, day)}
    for mark in marks:
        if mark.session not in HALVES or (mark.code and mark.code not in known | {mark.was}):
            raise Refusal("bad-code", _("Choose one of the marks that are offered."))


def _stands(there: Mapping[tuple[int, str], Attendance], mark: Mark) -> bool:
    """Whether it is by hand already what was chosen."""
    found = there.get((mark.pupil, mark.session))
    if found is None:
        return not mark.code
    return found.series == BY_HAND and found.code == mark.code


def _unchanged(marks: Iterable[Mark], there: Mapping[tuple[int, str], Attendance]) -> None:
    for mark in marks:
        found = there.get((mark.pupil, mark.session))
        if found is not None and found.series != BY_HAND:
            raise Refusal(
                "of-a-file",
                _(
                    "One of these marks comes from the school’s own system. Change it there; the "
                    "next file brings it here."
                ),
            )
        if mark.was != (found.code if found is not None else ""):
            raise Refusal(
                "changed-since",
                _(
                    "Someone else changed a mark of this class meanwhile. The page shows what "
                    "stands now beside what you chose. Compare the two, then save again."
                ),
            )

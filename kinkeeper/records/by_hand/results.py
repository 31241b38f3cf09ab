"""Assignments that people set, and the results of a class that they enter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

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
from kinkeeper.records.by_hand.write import Audience, Values
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.models import Assignment, Result, School
from kinkeeper.roster.records.kinds.results import FAR_ABOVE, FULLY_GRADED, RESULTS

EXEMPT, NOT_SUBMITTED = "exempt", "not submitted"
STATUSES = (FULLY_GRADED, NOT_SUBMITTED, EXEMPT)


@dataclass(frozen=True)
class SaidAssignment:
    """Due on a whole day; without `max_points` it is graded in words. `shown_from`: None is now."""

    title: str
    due: date
    description: str = ""
    max_points: Decimal | None = None
    subject: str = ""
    homework: bool = False
    shown_from: datetime | None = None

    def values(self, school: School) -> Values:
        """Raises `Refusal`."""
        if self.max_points is not None and self.max_points <= 0:
            raise Refusal(
                "bad-maximum", _("Write a number above 0, or leave it empty."), "max_points"
            )
        return {
            "title": self.title.strip(),
            "description": self.description.strip(),
            "assigned_on": min(today_of(school), self.due),
            "due_on": self.due,
            "max_points": self.max_points,
            "subject": self.subject.strip(),
            "homework": self.homework or None,
            "published_at": self.shown_from or moment(),
        }


@dataclass(frozen=True)
class Said:
    """What came of the work for one pupil; all empty: nothing yet."""

    status: str = ""
    points: Decimal | None = None
    grade: str = ""
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Said()

    def __str__(self) -> str:
        """To compare what a page showed with what stands."""
        points = "" if self.points is None else f"{self.points.normalize():f}"
        return "|".join([self.status, points, self.grade, self.comment])


@dataclass(frozen=True)
class Line:
    """Of a pupil (internal ID); `was`: what the page showed, as the text of a `Said`."""

    pupil: int
    was: str
    said: Said


def standing(work: Assignment, pupils: Iterable[int]) -> dict[int, Result]:
    """Pupil -> the result that stands, from a file or by hand."""
    now = moment()
    found = Result.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=now), assignment=work, pupil__in=list(pupils)
    )
    return {each.pupil_id: each for each in found.order_by("pk")}


def as_said(result: Result | None) -> Said:
    if result is None:
        return Said()
    return Said(result.status, result.points, result.grade, result.comment)


@act()
def enter(
    actor: Actor,
    token: str,
    work: Assignment,
    lines: Sequence[Line],
    shown_from: datetime | None,
) -> HandEntry | None:
    """Makes, replaces and withdraws results, all or none; None where nothing was changed. Parents
    see what is new from `shown_from` on; without, now, but what replaces a result that waits for
    its moment waits for it, too. Raises `Refusal`: also where a result is no longer as the page
    showed it, or is a file's, where the work was withdrawn, and where the token said something
    else."""
    school = work.school
    changed = [line for line in lines if str(line.said) != line.was]
    for line in changed:
        _checked(work, line.said)
    if not changed:
        return None
    locks.share(locks.Lock.BY_HAND)
    School.objects.select_for_update().get(pk=school.pk)  # one form after the other
    if not Assignment.objects.filter(pk=work.pk, withdrawn_at=None).exists():
        raise write.withdrawn_meanwhile()
    there = standing(work, {line.pupil for line in changed})
    changed = [line for line in changed if not _stands(there.get(line.pupil), line.said)]
    if not changed:
        return None
    _unchanged(changed, there)
    entry, new = write.begin(actor, token, RESULTS, Audience(school, [work.group]))
    if not new:  # what it had said stands, and this is not that
        raise write.sent_already()
    now = moment()
    keys = dict(
        Person.objects.filter(pk__in={line.pupil for line in changed}).values_list("pk", "sync_key")
    )
    title = {"title": work.title[:200]}
    for line in changed:
        old = there.get(line.pupil)
        if old is not None:
            write.retire([old], now)
            write.tell_of_pupil(actor, "result.withdrawn", line.pupil, school, title)
        if line.said.is_empty:
            continue
        Result.objects.create(
            series=BY_HAND,
            key=f"{work.pk}|{keys.get(line.pupil) or f'id:{line.pupil}'}",
            source=entry.source,
            school=school,
            assignment=work,
            pupil_id=line.pupil,
            status=line.said.status,
            points=line.said.points,
            grade=line.said.grade,
            comment=line.said.comment,
            day=today_of(school),
            published_at=shown_from or max(now, (old and old.published_at) or now),
        )
        write.tell_of_pupil(actor, "result.made", line.pupil, school, title)
    return entry


def _checked(work: Assignment, said: Said) -> None:
    if said.is_empty:
        return
    if said.status not in STATUSES:
        raise Refusal("status-missing", _("Choose for each pupil what came of it."))
    if said.points is None or fits(work, said.points):
        return
    if work.max_points is None:
        raise Refusal("no-maximum", _("This work is graded in words. Write no points."))
    raise Refusal("bad-points", _("These points cannot be right. Correct them."))


def fits(work: Assignment, points: Decimal) -> bool:
    """From none to a bonus above the maximum; from some times the maximum on, it is a slip."""
    return work.max_points is not None and 0 <= points <= FAR_ABOVE * work.max_points


def _stands(found: Result | None, said: Said) -> bool:
    if found is None:
        return said.is_empty
    return found.series == BY_HAND and str(as_said(found)) == str(said)


def _unchanged(lines: Iterable[Line], there: Mapping[int, Result]) -> None:
    for line in lines:
        found = there.get(line.pupil)
        if found is not None and found.series != BY_HAND:
            raise Refusal(
                "of-a-file",
                _(
                    "One of these results comes from the school’s own system. Change it there; "
                    "the next file brings it here."
                ),
            )
        if line.was != str(as_said(found)):
            raise Refusal(
                "changed-since",
                _(
                    "Someone else changed a result of this work meanwhile. The page shows what "
                    "stands now beside what you typed. Compare the two, then save again."
                ),
            )

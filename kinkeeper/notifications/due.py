"""Whose turn it is. It only narrows: whether there is anything to tell is asked of each parent."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.notifications.models import Pace, Reader
from kinkeeper.notifications.news import LONGEST
from kinkeeper.organisations.models import Setting

# So long what is told at once is collected: an import writes thousands of records at a time.
COLLECTED = timedelta(minutes=5)
MARKED = "notifications_marked"  # a setting that nobody sets: until when was looked for news
LATE = timedelta(minutes=5)  # between the line of an import in the journal and its commit
IMPORTS = """
SELECT DISTINCT 'import:' || import_id FROM journal_entry
WHERE at > %(since)s - %(late)s AND import_id IS NOT NULL
    AND action IN ('import.applied', 'import.undone')
"""
# By the index of each school's notices: those whose moment has come since, or that were written
# since. Then the parents of whom they are for.
OF_NOTICES = """
UPDATE notifications_reader reader SET look_at = %(due)s
WHERE reader.look_at IS NULL AND reader.stopped_at IS NULL AND reader.person_id IN (
    SELECT tie.parent_id FROM records_school school
    CROSS JOIN LATERAL (
        SELECT notice.group_id, notice.pupil_id FROM records_notice notice
        WHERE notice.school_id = school.id
          AND notice.published_at > %(now)s - %(longest)s AND notice.published_at <= %(now)s
          AND (notice.published_at > %(since)s OR notice.source = ANY (%(imports)s))) AS new
    JOIN records_enrolment there ON there.school_id = school.id AND there.role = 'pupil'
        AND coalesce(there.group_id = new.group_id, true)
        AND coalesce(there.person_id = new.pupil_id, true)
    JOIN families_relationship tie ON tie.child_id = there.person_id AND tie.state = 'active')
"""
# Whom a school has written to since.
OF_MESSAGES = """
UPDATE notifications_reader reader SET look_at = %(due)s
WHERE reader.look_at IS NULL AND reader.stopped_at IS NULL AND reader.person_id IN (
    SELECT talk.parent_id FROM messaging_conversation talk
    WHERE talk.last_at > %(since)s - %(late)s AND EXISTS (
        SELECT FROM messaging_message said WHERE said.conversation_id = talk.id
          AND NOT said.from_parent AND said.made_at > %(since)s - %(late)s))
"""
# To whose children meetings are offered since, and whose own the school noted or changed.
OF_MEETINGS = """
UPDATE notifications_reader reader SET look_at = %(due)s
WHERE reader.look_at IS NULL AND reader.stopped_at IS NULL AND reader.person_id IN (
    SELECT held.parent_id FROM meetings_booking held
    WHERE held.changed_at > %(since)s - %(late)s
       OR (held.entered_by IS NOT NULL AND held.made_at > %(since)s - %(late)s)
    UNION
    SELECT tie.parent_id FROM meetings_offer offer
    JOIN organisations_below below ON below.root_id = offer.organisation_id
    JOIN people_membership member ON member.organisation_id = below.organisation_id
    JOIN families_relationship tie ON tie.child_id = member.person_id AND tie.state = 'active'
    WHERE offer.made_at > %(since)s - %(late)s)
"""
# Who wants more than that at once: after each import, and once an hour for moments that come.
OF_THE_REST = """
UPDATE notifications_reader reader SET look_at = %(due)s
WHERE reader.look_at IS NULL AND reader.stopped_at IS NULL AND EXISTS (
    SELECT FROM notifications_choice chosen
    WHERE chosen.person_id = reader.person_id AND chosen.kind <> 'answers'
      AND chosen.pace = %(at_once)s)
"""


@act()
def mark(now: datetime) -> None:
    """Notes who has to be looked at soon, after what has come since the last time."""
    said = Setting.objects.filter(name=MARKED).values_list("value", flat=True).first()
    since = datetime.fromisoformat(str(said)) if said else now - COLLECTED
    imports = db.column(IMPORTS, {"since": since, "late": LATE})
    told = {
        "now": now,
        "since": since,
        "due": now + COLLECTED,
        "late": LATE,
        "longest": LONGEST,
        "imports": imports,
        "at_once": Pace.AT_ONCE,
    }
    db.run(OF_NOTICES, told)
    db.run(OF_MESSAGES, told)
    db.run(OF_MEETINGS, told)
    if imports or since.replace(minute=0, second=0, microsecond=0) < now.replace(
        minute=0, second=0, microsecond=0
    ):
        db.run(OF_THE_REST, told)
    Setting.objects.update_or_create(name=MARKED, defaults={"value": now.isoformat()})


def due(now: datetime) -> QuerySet[Reader]:
    """Who was never looked at, or whose time has come."""
    times = Q(settled_at=None) | Q(look_at__lte=now) | Q(daily_at__lte=now) | Q(weekly_at__lte=now)
    waits = Q(wait_until__gt=now)
    return Reader.objects.filter(times, ~waits, stopped_at=None).order_by("pk")


def paces(reader: Reader, now: datetime) -> set[Pace]:
    """Of which paces things are told now. What is wanted sooner goes with what comes later."""
    if reader.weekly_at is not None and reader.weekly_at <= now:
        return {Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY}
    if reader.daily_at is not None and reader.daily_at <= now:
        return {Pace.AT_ONCE, Pace.DAILY}
    return {Pace.AT_ONCE}

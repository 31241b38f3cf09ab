"""Lets go of what is older than the schedule keeps it: the nightly work.

In steps. Each is one transaction that deletes some rows and says in one line of the journal how
many of each kind, so a process that dies leaves nothing half done and nothing unsaid; the next
night, or the next start, goes on. Most nights are one step.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import locks
from kinkeeper.lib.asking import act
from kinkeeper.lib.locks import Lock
from kinkeeper.organisations import restore_hold
from kinkeeper.organisations.reach import WHOLE_SITE
from kinkeeper.people.models import Person
from kinkeeper.registry.trash import trash
from kinkeeper.retention.schedule import SCHEDULE, Kind, before

BY_ITSELF = Actor(None, ITSELF, ON_SCHEDULE)
ROWS, PEOPLE = 2000, 100  # of a step
DONE = "retention.done"


def let_go(now: datetime | None = None) -> Counter[str]:
    """How many went of each kind, by its code; nothing while a restore is unhandled. Raises `Busy`
    while an import is applied."""
    now = now or timezone.now()
    gone: Counter[str] = Counter()
    while step := _step(now):
        gone += step
    return gone


@act()
def _step(now: datetime) -> Counter[str]:
    if restore_hold.unhandled():
        return Counter()
    locks.claim(Lock.SITE, 0)
    gone: Counter[str] = Counter()
    for kind in SCHEDULE:
        limit = before(kind, now)
        if kind.old is None or limit is None:
            continue
        for rows in kind.old(limit):
            room = (PEOPLE if kind.people else ROWS) - gone[kind.code]
            gone[kind.code] += _go(kind, rows, room)
    gone = +gone
    if gone:
        record(BY_ITSELF, DONE, data={"gone": dict(gone), "in_all": gone.total()})
    return gone


def _go(kind: Kind, rows: QuerySet[Any], room: int) -> int:
    """How many; locked first, so that what somebody changes this moment is looked at again."""
    found = rows.order_by("pk").values_list("pk", flat=True)[:room]
    chosen = list(found.select_for_update(of=("self",), skip_locked=True))
    if kind.people:
        for person in Person.objects.filter(pk__in=chosen).order_by("pk"):
            trash(BY_ITSELF, person, reach=WHOLE_SITE)
    else:
        rows.model._default_manager.filter(pk__in=chosen).delete()
    return len(chosen)

"""Closes what a restored database holds open."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.timezone import now

from kinkeeper.accounts import recovery_codes, set_up
from kinkeeper.credentials.models import Credential
from kinkeeper.credentials.void import OPEN, void_for
from kinkeeper.feeds import keep as feeds
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import mail_batch
from kinkeeper.letters.models import Batch, BatchState
from kinkeeper.lib import db
from kinkeeper.notifications import readers
from kinkeeper.notifications.push import devices
from kinkeeper.organisations import restore_hold

# Some were done since, and none may be done twice; what is still to be done is asked for anew.
CANCEL = "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status IN ('todo', 'doing')"


class InTheFuture(Exception):
    """The backup cannot have been made after now."""


@dataclass(frozen=True)
class Closed:
    """What was open in the backup and is not any more."""

    hold: restore_hold.Hold
    codes: int
    sessions: int
    batches: int
    jobs: int


def begin(actor: Actor, since: datetime | None = None) -> Closed:
    """Two transactions: the site is on hold, then everything is void. Killed in between, it is on
    hold; run again, it closes what has been opened meanwhile. Raises `InTheFuture`."""
    if since is not None and since > now():
        raise InTheFuture
    with transaction.atomic(durable=True):
        found = restore_hold.close(since)
    with transaction.atomic(durable=True):
        return _void(actor, found)


def _void(actor: Actor, found: restore_hold.Hold) -> Closed:
    holders = Credential.objects.filter(state__in=OPEN).values_list("person_id", flat=True)
    codes = void_for(actor, list(holders.distinct()), why="restored")
    sessions = Session.objects.all().delete()[0]
    recovery_codes.void_all()  # some were used since
    set_up.withdraw_all()  # and so were some of these
    feeds.end_everybodys()  # some were ended since
    devices.remove_everybodys()
    readers.settle_anew()  # e-mails were sent since, of what the backup does not know
    unsent = Batch.objects.filter(state__in=[BatchState.WAITING, BatchState.WORKING])
    batches = sum(mail_batch.stop(batch, actor) for batch in unsent)
    jobs = db.run(CANCEL)
    restore_hold.voided()
    counts = {"codes": codes, "sessions": sessions, "batches": batches, "jobs": jobs}
    since = found.since.isoformat(timespec="minutes") if found.since else None
    record(actor, "site.restored", data={"since": since, **counts})
    return Closed(restore_hold.Hold(found.since, found.until, voided=True), **counts)

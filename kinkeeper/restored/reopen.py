"""Opens a restored site again, once somebody has said what was closed since the backup."""

from django.db import transaction

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.letters import jobs
from kinkeeper.letters.models import Batch, BatchState
from kinkeeper.organisations import restore_hold
from kinkeeper.people.jobs import hash_all


class NotClosed(Exception):
    """What was open in the backup is open still."""


class NoReason(Exception):
    """Whoever opens the site says why."""


@transaction.atomic
def finish(actor: Actor, reason: str) -> bool:
    """False when the site was not on hold. Batches that were ordered meanwhile go on. Raises
    `NotClosed`, `NoReason`."""
    if restore_hold.state() is None:
        return False
    if restore_hold.unhandled():
        raise NotClosed
    if not reason.strip():
        raise NoReason
    restore_hold.end()
    record(actor, "site.reopened", data={"reason": reason.strip()})
    for batch in Batch.objects.filter(state__in=[BatchState.WAITING, BatchState.WORKING]):
        jobs.ask(batch, actor)
    hash_all()
    return True

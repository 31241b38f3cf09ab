"""Lets go of lines of the journal that are older than the site keeps them (`journal_days`)."""

import logging
from datetime import timedelta

from django.utils import timezone

from kinkeeper.journal import seal_lines, verify
from kinkeeper.journal.actor import ITSELF, ON_SCHEDULE, Actor
from kinkeeper.journal.models import Seal
from kinkeeper.journal.record import record
from kinkeeper.lib import db, locks
from kinkeeper.lib.asking import act
from kinkeeper.organisations import settings
from kinkeeper.organisations.journal_days import SETTING

BY_ITSELF = Actor(None, ITSELF, ON_SCHEDULE)
log = logging.getLogger(__name__)


class NotWhole(Exception):
    """The lines that would go are not as they were sealed: nothing goes until somebody has looked
    (`kinkeeper journal verify`)."""


@act()
def forget_old() -> int:
    """How many lines went. Whole seals, the oldest first, up to the first with a line that is to be
    kept. Raises `NotWhole`; raises `Busy` while another process seals."""
    locks.claim(locks.Lock.JOURNAL, 0)
    limit = timezone.now() - timedelta(days=settings.get(SETTING))
    through = _through(limit)
    if through is None:
        return 0
    looked = verify.look_through(through.number)
    if not looked.is_whole:
        raise NotWhole(looked.broken[0])
    before = (looked.forgotten or {}).get("lines", 0)
    last = seal_lines.last_seal()
    said = {
        "through": through.number,
        "head": bytes(through.head).hex(),
        "lines": before + looked.lines,
        "before": limit.isoformat(),
    }
    seal_lines.say(last, said)
    gone = int(db.value("SELECT wall.forget_journal(%s)", [through.number]))
    record(BY_ITSELF, "journal.thinned", data={"lines": gone, "before": limit.date().isoformat()})
    log.info("%d lines of the journal from before %s were deleted", gone, limit.date())
    return gone


def _through(limit: object) -> Seal | None:
    """The last seal before the first that is to be kept. Only the newest never goes, which the
    next one is made of."""
    seals = Seal.objects.defer("lines", "digests").order_by("number")
    kept = seals.filter(newest__gte=limit).first()
    last = seals.last()
    if last is None:
        return None
    end = min(kept.number if kept else last.number, last.number)
    return seals.filter(number__lt=end).last()

"""Writes lines of the journal into the log, from where they go to a system apart: who breaks into
this one cannot change them there."""

import logging

from kinkeeper.journal.models import Entry, Seal

LINES = logging.getLogger("kinkeeper.journal.line")
# Whom and what by internal ID and code; names, reasons and what was typed stay in the journal.
FIELDS = (
    *("id", "at", "actor_id", "role", "origin", "action", "outcome"),
    *("person_id", "child_id", "children", "organisation_id", "import_id"),
)


def write(seal: int, head: bytes) -> None:
    """The lines under the seal of this number, and the seal; if the site wants it
    (`KINKEEPER_LOG_JOURNAL`). To be called before the seal is committed: a line may be written
    twice, and none is left out."""
    if not LINES.isEnabledFor(logging.INFO):
        return
    numbers = Seal.objects.values_list("lines", flat=True).get(number=seal)
    for line in Entry.objects.filter(pk__in=numbers).order_by("pk").values(*FIELDS):
        LINES.info("journal %s", line["action"], extra={"fields": {"entry": line}})
    sealed = {"seal": {"number": seal, "lines": len(numbers), "head": head.hex()}}
    LINES.info("journal sealed", extra={"fields": sealed})

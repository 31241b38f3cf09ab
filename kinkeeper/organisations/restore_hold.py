"""Whether the site waits after a restore, and how it notices that it was restored.

A number that only grows (the time in milliseconds) is renewed every minute: first in the database,
then in a file of this machine. So the file can be ahead only of a database that was put back to an
earlier state. What then is open again may have been closed since; the site waits until somebody has
said what (docs/decisions/0021).
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction
from django.urls import reverse

from kinkeeper.journal.models import Entry
from kinkeeper.lib import db, restore_counter
from kinkeeper.lib.request_memo import forget, once
from kinkeeper.organisations import settings
from kinkeeper.organisations.models import Setting

PULSE, EPOCH, RESTORED = "pulse", "epoch", "restored"  # settings that nobody sets
COMMAND = "kinkeeper after-restore"
GROW = """
INSERT INTO organisations_setting AS known (name, value) VALUES (%s, to_jsonb(%s::bigint))
ON CONFLICT (name) DO UPDATE SET value = to_jsonb(greatest(known.value::bigint + 1, %s::bigint))
RETURNING value::bigint
"""
log = logging.getLogger(__name__)


class OnHold(Exception):
    """The site was restored from a backup and waits; the text says what to do."""


@dataclass(frozen=True)
class Hold:
    """The backup is of `since` or a little later; the site was last seen at work at `until`. None
    where it cannot be told. `voided` when the command has been run: what was open is void."""

    since: datetime | None
    until: datetime | None
    voided: bool


def state() -> Hold | None:
    """None when the site is not on hold. Parents see nothing while it is."""
    return once("restore hold", _state)


def _state() -> Hold | None:
    here = restore_counter.read(marker_file())  # first: what is read after it can only be newer
    known_by_now = settings.stored()
    if known_by_now.get(RESTORED) is None and here <= int(known_by_now.get(PULSE, 0)):
        return None
    # what the request read before may be older than the mark
    rows = dict(Setting.objects.filter(name__in=[PULSE, RESTORED]).values_list("name", "value"))
    pulse, kept = int(rows.get(PULSE, 0)), rows.get(RESTORED)
    behind = here > pulse
    if kept is None and not behind:
        return None
    known: dict[str, Any] = kept or {}
    return Hold(
        since=_read(known.get("since")) or _moment(pulse),
        until=_moment(here) if behind else _read(known.get("until")),
        voided=bool(known.get("voided")) and not behind,
    )


def unhandled() -> bool:
    """On hold, and what was open in the backup is open still: nothing in it may be acted on."""
    found = state()
    return found is not None and not found.voided


def refuse() -> None:
    """For whatever sends or imports by itself. Raises `OnHold`."""
    found = state()
    if found is not None:
        raise OnHold(said(found))


def said(found: Hold) -> str:
    """For whoever runs the machine."""
    if not found.voided:
        return (
            "This database was restored from a backup: whatever was closed since is open again. "
            f"Run: {COMMAND}"
        )
    return (
        "The site was restored from a backup and is on hold: e-mails, letters and sources are "
        "stopped, and parents cannot sign in. What to do is listed at "
        f"{reverse('staff:restored')}. Then run: "
        f"{COMMAND} --done --reason TEXT"
    )


def epoch() -> int:
    """How often the site was restored; links from before a restore open nothing after it."""
    found = Setting.objects.filter(name=EPOCH).values_list("value", flat=True).first()
    return int(found or 0)


def pulse() -> Hold | None:
    """Renews the mark here and in the database; the hold, if there is one. A restored database
    stays as it is until the command has been run, so that it is noticed by whoever comes next."""
    found = state()
    if found is None or found.voided:
        _renew()
    return found


def close(since: datetime | None) -> Hold:
    """The site is on hold from here on, whatever happens next. `since` is when the backup was made,
    if somebody knows."""
    found = state()
    made = since or (found.since if found else None) or _last_known()
    until = found.until if found is not None else None
    kept = {"since": _written(made), "until": _written(until), "voided": False}
    Setting.objects.update_or_create(name=RESTORED, defaults={"value": kept})
    forget()
    return Hold(made, until, voided=False)


def voided() -> None:
    """What was open is void now; call it in the same transaction."""
    row = Setting.objects.select_for_update().get(name=RESTORED)
    row.value = row.value | {"voided": True}
    row.save(update_fields=["value"])
    forget()
    _grow(EPOCH, 1)
    _renew()


def end() -> None:
    Setting.objects.filter(name=RESTORED).delete()
    forget()


def _renew() -> None:
    file = marker_file()
    least = max(int(time.time() * 1000), restore_counter.read(file) + 1)
    number = _grow(PULSE, least)
    forget()
    transaction.on_commit(lambda: _remember(file, number))


def _remember(file: Path, number: int) -> None:
    """The later of two at once stays."""
    try:
        if number > restore_counter.read(file):
            restore_counter.write(file, number)
    except OSError as error:
        log.warning("%s could not be written (%s): a restore would not be noticed", file, error)


def _grow(name: str, least: int) -> int:
    return int(db.value(GROW, [name, least, least]))


def marker_file() -> Path:
    """Where this machine remembers the mark; not to be put back with the database."""
    return Path(django_settings.HOME) / "last-seen"


def _last_known() -> datetime | None:
    """The backup cannot be older than what it holds."""
    marked = Setting.objects.filter(name=PULSE).values_list("value", flat=True).first()
    if marked:
        return _moment(int(marked))
    return Entry.objects.order_by("-id").values_list("at", flat=True).first()


def _moment(milliseconds: int) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, UTC) if milliseconds else None


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None

"""Since when something is new to a parent: the last look at the home before a pause."""

from datetime import datetime, timedelta

from kinkeeper.lib import db

PAUSE = timedelta(minutes=30)
LONGEST = timedelta(days=14)


def note(moment: datetime) -> datetime | None:
    """Whoever asks looks at the home now. Since when something is new: None before the first
    pause."""
    before: datetime | None = db.value("SELECT wall.note_home(%s, %s)", [moment, PAUSE])
    return None if before is None else max(before, moment - LONGEST)

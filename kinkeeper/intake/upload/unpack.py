"""A whole school's folder as one ZIP file."""

from django.conf import settings

from kinkeeper.roster.read.archive import folder_in
from kinkeeper.roster.read.file_kind import ARCHIVE, content_of
from kinkeeper.roster.records.whole_school import (
    CALENDAR,
    CALENDARS,
    is_known,
    reads_calendars,
)
from kinkeeper.roster.table import Bounds, FileRefused


def whole_school_files(name: str, data: bytes) -> list[tuple[str, bytes]]:
    """The files inside that are a whole school's, by name; a file that is no archive is itself, and
    so is one that is damaged: it is refused when it is read."""
    bounds = Bounds(
        entries=settings.ROSTER_MAX_ENTRIES,
        unpacked=settings.ROSTER_MAX_UNPACKED,
        ratio=settings.ROSTER_MAX_RATIO,
    )
    try:
        if content_of(name, data) != ARCHIVE:
            return [(name, data)]
        found = folder_in(data, bounds, is_known, CALENDARS)
        if not reads_calendars(each for each, _content in found):
            found = [each for each in found if not each[0].lower().endswith(CALENDAR)]
        return found or [(name, data)]
    except FileRefused:
        return [(name, data)]

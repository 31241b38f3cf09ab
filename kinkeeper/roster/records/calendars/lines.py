"""The text of a calendar, cut into its events and time zones. Nothing inside them is judged yet."""

import re
from dataclasses import dataclass, field

from kinkeeper.roster.read.detect import Text, decode
from kinkeeper.roster.table import FileRefused

BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR\s", re.IGNORECASE)
FOLD = re.compile(rb"\r?\n[ \t]")
EVENT, ZONE, CALENDAR = "VEVENT", "VTIMEZONE", "VCALENDAR"
PARTS = frozenset({EVENT, ZONE, "VTODO", "VJOURNAL", "VFREEBUSY"})
# Of one file; a school's calendar of a year has some hundred events of a thousand characters.
MOST_BYTES, MOST_EVENTS, LONGEST_EVENT = 20_000_000, 20_000, 200_000


@dataclass(frozen=True)
class Line:
    """`number` is that of its first line in the file, before it was unfolded."""

    number: int
    text: str


@dataclass
class Component:
    """Of an event its own lines, without those of its alarms; of a time zone all that is inside.
    `method`: what its calendar says is to be done with it. `whole`: it ends, and is not too long.
    """

    number: int
    name: str
    method: str = ""
    lines: list[Line] = field(default_factory=list)
    size: int = 0
    whole: bool = True


class Cut:
    """`events` and `zones` of a calendar; `others`: how many parts of other kinds there are, by
    name; `stray`: how many lines belong to nothing."""

    def __init__(self, file: str, text: Text) -> None:
        self.encoding = text.encoding
        self.events: list[Component] = []
        self.zones: list[Component] = []
        self.others: dict[str, int] = {}
        self.stray = 0
        self._open: list[str] = []
        self._now: Component | None = None
        self._method = ""
        for line in unfolded(text.text):
            self._take(line)
            if len(self.events) > MOST_EVENTS:
                raise FileRefused("calendar-too-large", file=file)
        if self._open:
            raise FileRefused("calendar-incomplete", file=file)

    def _take(self, line: Line) -> None:
        word, _colon, value = line.text.partition(":")
        word, value = word.strip().upper(), value.strip()
        if word == "BEGIN":
            self._begin(value.upper(), line)
        elif word == "END" and value.upper() in self._open:
            self._end(value.upper(), line)
        elif self._open[:1] != [CALENDAR]:
            self.stray += 1
        elif len(self._open) == 1:
            self._method = value.upper() if word == "METHOD" else self._method
        elif len(self._open) == 2 or self._open[1] == ZONE:
            self._keep(line)

    def _begin(self, what: str, line: Line) -> None:
        if what in PARTS and len(self._open) > 1:
            self._close()
        self._open.append(what)
        if len(self._open) == 1:
            self._method = ""
        elif len(self._open) > 2:
            if self._open[1] == ZONE:
                self._keep(line)
        elif what in {EVENT, ZONE}:
            self._now = Component(line.number, what, self._method)
            (self.events if what == EVENT else self.zones).append(self._now)
        else:
            self.others[what] = self.others.get(what, 0) + 1

    def _end(self, what: str, line: Line) -> None:
        if len(self._open) > 2 and self._open[1] == ZONE and what != ZONE:
            self._keep(line)
        if what == CALENDAR and len(self._open) > 1:
            self._close()
        while self._open.pop() != what:
            pass
        if len(self._open) < 2:
            self._now = None

    def _close(self) -> None:
        """What was begun has no end, and nobody knows where it would have been."""
        if self._now is not None:
            self._now.whole = False
        self._now, self._open = None, self._open[:1]

    def _keep(self, line: Line) -> None:
        if self._now is None:
            return
        self._now.size += len(line.text)
        if self._now.size <= LONGEST_EVENT:
            self._now.lines.append(line)
        else:
            self._now.whole = False


def is_calendar(data: bytes) -> bool:
    return BEGINS.match(data[:200]) is not None


def cut(file: str, data: bytes, encoding: str | None) -> Cut:
    """Raises `FileRefused` for what is too large, and for what ends before its end: of half a file
    nobody knows what the rest would have said."""
    if len(data) > MOST_BYTES:
        raise FileRefused("calendar-too-large", file=file)
    return Cut(file, _decoded(data, encoding))


def _decoded(data: bytes, encoding: str | None) -> Text:
    """Some programs fold in the middle of a letter."""
    if encoding is None and not _is_utf_8(data):
        whole = FOLD.sub(b"", data)
        if _is_utf_8(whole):
            return Text(whole.decode(), "utf-8")
    return decode(data, encoding)


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def unfolded(text: str) -> list[Line]:
    """A line that begins with a blank goes on the one before it."""
    found: list[Line] = []
    parts: list[str] = []
    number = 0
    for place, raw in enumerate(re.split("\r\n|\n|\r", text), start=1):
        if raw[:1] in {" ", "\t"} and parts:
            parts.append(raw[1:])
            continue
        if parts:
            found.append(Line(number, "".join(parts)))
        parts, number = ([raw], place) if raw.strip() else ([], place)
    if parts:
        found.append(Line(number, "".join(parts)))
    return found

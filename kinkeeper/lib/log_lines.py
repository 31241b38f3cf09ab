"""How a line of the log is written: its moment in UTC, and nothing that begins another line."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from kinkeeper.lib.log_filters import without_tokens


class Text(logging.Formatter):
    """For people: moment, level, logger, message. A trace follows on lines of its own."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatException(self, ei: Any) -> str:
        """What an exception says may hold an address with a token."""
        return without_tokens(super().formatException(ei))

    def formatMessage(self, record: logging.LogRecord) -> str:
        return one_line(super().formatMessage(record))


class Json(Text):
    """For programs: an object on one line, the trace in it. What a record has in `fields` (a
    mapping of what JSON knows) stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=True, default=str)


def one_line(text: str) -> str:
    """Every sign that does not print is written as its code."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)

"""What a request from outside may write into the log: one short line, and no trace."""

import logging
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from kinkeeper.lib.log_lines import one_line
from kinkeeper.web.client_address import origin_of
from kinkeeper.web.failures import number_of

MALFORMED = (BadRequest, SuspiciousOperation, MultiPartParserError)
LONGEST = 300


class FromOutside(logging.Filter):
    """A damaged request (a foreign host, a broken form, too many fields) is no error of ours: a
    warning that says from where it came, whatever it holds trimmed and without signs that a
    terminal obeys. A trace stays where the program is at fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        request: Any = getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return True
        text = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, MALFORMED):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info, record.exc_text = None, None
            text = f"Refused from {origin_of(request)}: {plain(text)}"
        said, number = plain(text), number_of(request)
        if number and number not in text:  # each handler asks
            said = f"{said} [number {number}]"
        record.msg, record.args = said, ()
        return True


def plain(text: str) -> str:
    """Trimmed, and every sign that does not print written as its code."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…({len(text)})"
    return one_line(short)

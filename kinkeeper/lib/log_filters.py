"""Keeps out of the log what opens an account, and traces that tell of no bug."""

import logging
import re

from kinkeeper.lib.outage import trouble, words_of

# All that stands behind: a blank or a quotation mark before a token does not end the address.
TOKEN = re.compile(
    r"(/(?:activate|address|forgotten|e-mails/stop|calendar|not-me|account/link|sign-in/provider/\d+/back)/).+",
    re.IGNORECASE | re.DOTALL,
)


# In a trace each line for itself: what stands below is another call.
TOKEN_IN_A_LINE = re.compile(TOKEN.pattern, re.IGNORECASE)


def without_tokens(trace: str) -> str:
    """A trace, without the tokens of the addresses in it."""
    return TOKEN_IN_A_LINE.sub(r"\1…", trace)


class WithoutTokens(logging.Filter):
    """Addresses with a token are written without it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if TOKEN.search(text):
            record.msg, record.args = TOKEN.sub(r"\1…", text), ()
        return True


class InOneLine(logging.Filter):
    """A database that is away or a disk that is full is a line for each failure, not a trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        broken = trouble(error)
        if broken is not None:
            record.msg = f"{record.getMessage()} [{broken}: {words_of(error)}]"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True

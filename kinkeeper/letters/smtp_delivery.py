"""One message into the hands of the mail server."""

import logging
from collections.abc import Callable
from contextlib import suppress

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from kinkeeper.letters.smtp import Server, Withheld, withheld_by
from kinkeeper.letters.unsent_reasons import Reason, Why, of_error
from kinkeeper.lib.outage import trouble

log = logging.getLogger(__name__)


def handed_over(
    connection: BaseEmailBackend,
    message: EmailMessage,
    before_end: Callable[[], None] | None = None,
) -> Reason | None:
    """None when the server has accepted it, else why not: whatever is wrong with one message fails
    that one alone. Raises what is no fault of it: a full disk; it waits until there is room.

    `before_end` is called once, when the server has the text and does not know yet that this was
    all of it. What it raises withholds the message: raises `Withheld` from that."""
    try:
        message.message()
    except Exception as error:  # noqa: BLE001  # its address; the parser fails in many ways
        log.warning("An e-mail could not be written (%s)", type(error).__name__)
        return Reason(Why.ADDRESS_UNWRITABLE)
    try:
        if before_end is not None and isinstance(connection, Server):
            connection.send_once(message, before_end)
            return None
        if before_end is not None:
            withheld_by(before_end)
        return None if connection.send_messages([message]) else Reason(Why.MAIL_NOT_TAKEN)
    except Withheld:
        raise
    except Exception as error:
        with suppress(OSError):
            connection.close()
        if trouble(error) is not None:
            raise
        return of_error(error)

"""Why somebody got no letter or mail, as it is kept with the letter; `said` has the words."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from enum import StrEnum
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

log = logging.getLogger(__name__)


class Why(StrEnum):
    """Besides those for which `credentials.eligible` leaves somebody out. Where a mail server
    answered, the detail has the `number` of its answer."""

    OUT_OF_REACH = "out-of-reach"
    NOTHING_TO_CONFIRM = "nothing-to-confirm"
    PUPILS_ADDRESS = "pupils-address"
    ADDRESS_CHANGED = "address-changed"
    NO_FONT = "no-font"  # characters: those that no font prints
    ADDRESS_UNWRITABLE = "address-unwritable"
    ADDRESS_REFUSED = "address-refused"
    ADDRESS_LATER = "address-later"
    SENDER_REFUSED = "sender-refused"
    MAIL_NOT_TAKEN = "mail-not-taken"
    MAIL_REFUSED = "mail-refused"  # error, of earlier versions: the kind of the server's answer
    MAIL_LATER = "mail-later"
    SERVER_SIGN_IN = "server-sign-in"
    SERVER_AWAY = "server-away"
    SERVER_CANNOT = "server-cannot"
    UNEXPECTED = "unexpected"
    RETURNED = "returned"  # returned: what the server of the address said (`WhyReturned`)
    FORMER_NOT_TOLD = "former-not-told"  # why, and what belongs to that
    LEGACY = "legacy"  # text: a sentence of an earlier version


# The same mail may leave later, with nothing changed here.
LATER = (Why.ADDRESS_LATER, Why.MAIL_LATER, Why.SERVER_AWAY)


@dataclass(frozen=True)
class Reason:
    """A code of `Why` or of `credentials.left_out_reasons.LeftOut`, and what its sentence names."""

    code: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        """As a `Letter` keeps it."""
        return {"code": self.code, "detail": dict(self.detail)}

    @property
    def may_be_later(self) -> bool:
        return self.code in LATER


def of_error(error: Exception) -> Reason:
    """What went wrong with one mail; never an address or words of the server, which may repeat
    one."""
    if isinstance(error, SMTPRecipientsRefused):
        number = max((answer[0] for answer in error.recipients.values()), default=550)
        return _by_number(number, Why.ADDRESS_REFUSED, Why.ADDRESS_LATER)
    if isinstance(error, SMTPSenderRefused):
        return Reason(Why.SENDER_REFUSED, {"number": error.smtp_code})
    if isinstance(error, SMTPAuthenticationError):
        return Reason(Why.SERVER_SIGN_IN, {"number": error.smtp_code})
    if isinstance(error, SMTPResponseException):
        return _by_number(error.smtp_code, Why.MAIL_REFUSED, Why.MAIL_LATER)
    if isinstance(error, SMTPNotSupportedError):
        return Reason(Why.SERVER_CANNOT)
    if isinstance(error, SMTPServerDisconnected) or not isinstance(error, SMTPException):
        return Reason(_without_answer(error))
    return Reason(Why.MAIL_REFUSED)


def _without_answer(error: Exception) -> Why:
    if isinstance(error, OSError):
        return Why.SERVER_AWAY
    if isinstance(error, ValueError | LookupError | MessageError):
        return Why.ADDRESS_UNWRITABLE
    log.error("An e-mail could not be written (%s)", type(error).__name__, exc_info=error)
    return Why.UNEXPECTED


def _by_number(number: int, refused: Why, later: Why) -> Reason:
    return Reason(later if 400 <= number < 500 else refused, {"number": number})

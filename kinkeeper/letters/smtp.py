"""Mails to a mail server, also to addresses with letters beyond ASCII before the `@`, where the
server can write to them (SMTPUTF8, RFC 6531)."""

import email.policy
import re
from collections.abc import Callable, Sequence
from smtplib import SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

EXTENSION = "SMTPUTF8"
# As long as RFC 5322 allows: a link in a header that is folded is encoded, and opens nothing.
LONGEST_LINE = 998


class Unwritable(ValueError):
    """The address cannot be written in what this server understands."""


class Withheld(Exception):
    """The message was not sent, because whoever sends it had to stop before its end."""


def withheld_by(before_end: Callable[[], None]) -> None:
    """Calls it; raises `Withheld` from whatever it raises."""
    try:
        before_end()
    except Exception as error:
        raise Withheld from error


class Server(EmailBackend):
    """Django's own, which knows ASCII alone before the `@`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        beyond = [each for each in email_messages if _beyond_ascii(each)]
        plain = [each for each in email_messages if each not in beyond]
        sent = int(super().send_messages(plain) or 0) if plain else 0
        for message in beyond:
            self._send_beyond(message)
        return sent + len(beyond)

    def send_once(self, message: EmailMessage, before_end: Callable[[], None]) -> None:
        """Sends a message to one address, and calls `before_end` when the server has all of its
        text but the full stop that ends it. A server that never gets the full stop sends nothing.
        The connection stays open for the next. Raises `Withheld`, and what `send_messages` does."""
        self.open()
        server, [to] = self.connection, message.recipients()
        assert isinstance(server, SMTP)  # noqa: S101  # for the type checker: it is open
        try:
            self._begin(server, message, to)
            withheld_by(before_end)
            server.send(b".\r\n")
            code, said = server.getreply()
            if code != 250:
                raise SMTPDataError(code, said)
        except BaseException:
            # Not with QUIT: in the middle of a text that would be a line of it.
            server.close()
            self.connection = None
            raise

    def _begin(self, server: SMTP, message: EmailMessage, to: str) -> None:
        beyond = _beyond_ascii(message)
        server.ehlo_or_helo_if_needed()
        if beyond and not server.has_extn(EXTENSION):
            raise Unwritable(f"The mail server does not know {EXTENSION}.")
        policy = (email.policy.SMTPUTF8 if beyond else email.policy.SMTP).clone(
            max_line_length=LONGEST_LINE
        )
        options = [EXTENSION, "BODY=8BITMIME"] if beyond else []
        sender = self.prep_address(message.from_email)
        code, said = server.mail(sender, options)
        if code != 250:
            raise SMTPSenderRefused(code, said, sender)
        address = self.prep_address(to, force_ascii=not beyond)
        code, said = server.rcpt(address)
        if code not in (250, 251):
            raise SMTPRecipientsRefused({address: (code, said)})
        code, said = server.docmd("DATA")
        if code != 354:
            raise SMTPDataError(code, said)
        text = re.sub(rb"\r\n|\r|\n", b"\r\n", message.message(policy=policy).as_bytes())
        text = re.sub(rb"(?m)^\.", b"..", text)
        server.send(text if text.endswith(b"\r\n") else text + b"\r\n")

    def _send_beyond(self, message: EmailMessage) -> None:
        opened = self.open()
        try:
            server = self.connection
            if not isinstance(server, SMTP) or not _knows(server):
                raise Unwritable(f"The mail server does not know {EXTENSION}.")
            server.sendmail(
                self.prep_address(message.from_email),
                [self.prep_address(each, force_ascii=False) for each in message.recipients()],
                message.message(policy=email.policy.SMTPUTF8).as_bytes(),
                mail_options=[EXTENSION, "BODY=8BITMIME"],
            )
        finally:
            if opened:
                self.close()


def _knows(server: SMTP) -> bool:
    server.ehlo_or_helo_if_needed()
    return server.has_extn(EXTENSION)


def _beyond_ascii(message: EmailMessage) -> bool:
    """Whether more than ASCII stands before an `@`; a domain has an ASCII form of its own."""
    return not all(each.rpartition("@")[0].isascii() for each in message.recipients())

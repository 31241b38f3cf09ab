"""Mails to a mail server, also to addresses with letters beyond ASCII before the `@`, where the
server can write to them (SMTPUTF8, RFC 6531)."""

import email.policy
from collections.abc import Sequence
from smtplib import SMTP

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

EXTENSION = "SMTPUTF8"


class Unwritable(ValueError):
    """The address cannot be written in what this server understands."""


class Server(EmailBackend):
    """Django's own, which knows ASCII alone before the `@`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        beyond = [each for each in email_messages if _beyond_ascii(each)]
        plain = [each for each in email_messages if each not in beyond]
        sent = int(super().send_messages(plain) or 0) if plain else 0
        for message in beyond:
            self._send_beyond(message)
        return sent + len(beyond)

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

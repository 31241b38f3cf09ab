"""Mails into files, for a site without a mail server: they open accounts, so they are private."""

import email.policy
import os
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

# An address stands there as it is, and a link in a header whole.
POLICY = email.policy.default.clone(utf8=True, max_line_length=998)


class PrivateFolder(EmailBackend):
    """Django's own, with a folder and files that only the owner can read; a mail stands there
    whole or not at all."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        before = os.umask(0o077)
        try:
            os.makedirs(self.file_path, mode=0o700, exist_ok=True)
            os.chmod(self.file_path, 0o700)
            return int(super().send_messages(messages) or 0)
        finally:
            os.umask(before)

    def open(self) -> bool:
        """Without a buffer: what a full disk did not take must not follow later."""
        if self.stream is not None:
            return False
        self.stream = open(self._get_filename(), "ab", buffering=0)  # noqa: SIM115  # `close` does
        return True

    def write_message(self, message: EmailMessage) -> None:
        rest: Any = memoryview(
            message.message(policy=POLICY).as_bytes() + b"\n" + b"-" * 79 + b"\n"
        )
        start = self.stream.seek(0, os.SEEK_END)
        try:
            while rest:
                rest = rest[self.stream.write(rest) :]
        except OSError as error:
            self.stream.truncate(start)
            raise OSError(error.errno, error.strerror, self.file_path) from error

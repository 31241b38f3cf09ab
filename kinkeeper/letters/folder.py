"""Mails into files, for a site without a mail server: they open accounts, so they are private."""

import os
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend


class PrivateFolder(EmailBackend):
    """Django's own, with a folder and files that only the owner can read."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        before = os.umask(0o077)
        try:
            os.makedirs(self.file_path, mode=0o700, exist_ok=True)
            os.chmod(self.file_path, 0o700)
            return int(super().send_messages(messages) or 0)
        finally:
            os.umask(before)

"""Looks a password up in a list of breached ones that the site keeps; nothing is asked outside.

The file (`KINKEEPER_BREACHED_PASSWORDS`) is as the public list of Have I Been Pwned is downloaded:
on each line the SHA-1 digest of a password in capital hexadecimal digits, perhaps a colon and a
count, sorted by the digest.
"""

import hashlib
import logging
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)
DIGITS = 40


def is_listed(password: str) -> bool:
    """False, too, where the site has no such file, or it can no longer be read: no one is kept from
    a new password by it, and the log says so."""
    file: Path | None = settings.BREACHED_PASSWORDS
    if file is None:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        return has(file, digest)
    except OSError as error:
        log.error("The list of breached passwords %s cannot be read: %s", file, error.strerror)
        return False


def has(file: Path, digest: bytes) -> bool:
    """Whether a line begins with these digits; halves the file until one line is left."""
    with file.open("rb") as lines:
        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            lines.seek(middle)
            if middle:
                lines.seek(middle - 1)
                lines.readline()  # the rest of the line in whose midst this is
            start = lines.tell()
            found = lines.readline()[:DIGITS].upper()
            if found == digest:
                return True
            if start >= high or not found or found > digest:
                high = middle
            else:
                low = start + 1
    return False

"""Brings cells into the form they are compared in: trimmed, composed, folded."""

import unicodedata


def tidy_key(text: str) -> str:
    """K1: outer white space (also no-break) goes, Unicode is composed; nothing else changes.

    `str.strip` takes Unicode's White_Space; the byte-order mark and zero-width characters are not
    white space, and a key that holds one is a problem to report, not to mend.
    """
    return unicodedata.normalize("NFC", text.strip())


def fold_username(username: str) -> str:
    """The form in which usernames are compared: composed and without case."""
    text = tidy_key(username)
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.casefold())

"""The form of the keys that are derived for people to whom a file gives none."""

import re

PREFIX = "derived-"
FORM = rf"{PREFIX}([0-9a-f]{{8}}-)?[0-9a-f]{{20}}$"


def is_derived(key: str) -> bool:
    """Whether a key has that form; a prefix may stand before it."""
    return re.search(FORM, key) is not None

"""Text that is written right to left, set apart where it stands beside other text.

Without that, a Hebrew or Arabic name takes the words, digits and brackets around it along, and
they are read in another order than they were written in.
"""

import unicodedata

FIRST_STRONG, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


def alone(text: object) -> str:
    """The text between isolates, if it holds anything written right to left. For what people read:
    never for what is stored, compared or imported."""
    words = str(text)
    if words.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in words):
        return words
    return f"{FIRST_STRONG}{words}{POP}"


def bare(text: str) -> str:
    """Without the isolates of `alone`: for programs. Nothing that is stored holds one."""
    return text.replace(FIRST_STRONG, "").replace(POP, "")

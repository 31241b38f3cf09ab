"""Text that is written the other way round, set apart where it stands beside other text.

Without that, a Hebrew or Arabic name takes the words, digits and brackets around it along, and
they are read in another order than they were written in. Where people read from right to left, a
Latin name, an address or a telephone number does the same.
"""

import unicodedata
from collections.abc import Callable

FIRST_STRONG, POP = "\u2068", "\u2069"
_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_asked: list[Callable[[], bool]] = []


def ask_whether_right_to_left(reads: Callable[[], bool]) -> None:
    """Who knows in which language people read at the moment says so here, once for a process."""
    _asked[:] = [reads]


def alone(text: object) -> str:
    """The text between isolates, if it holds anything written the other way than it is read in.
    For what people read: never for what is stored, compared or imported."""
    words = str(text)
    return f"{FIRST_STRONG}{words}{POP}" if words and _turns(words) else words


def _turns(words: str) -> bool:
    if any(reads() for reads in _asked):
        return True
    if words.isascii():
        return False
    return any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in words)


def bare(text: str) -> str:
    """Without the isolates of `alone`: for programs. Nothing that is stored holds one."""
    return text.replace(FIRST_STRONG, "").replace(POP, "")

"""Names that are two people's: *Anna & Lars Berg*, *Mr and Mrs Berg*, *A. Berg / L. Berg* (K21).

Some words for *and* also stand within one person's last name (*Ortega y Gasset*): they join two
people only where a first name stands before them alone, or two words after them.
"""

import re

from kinkeeper.roster.cells.kinds import AND
from kinkeeper.roster.text.word_list import listed

WITHIN_A_NAME = listed("y e i o u")
# *En*, *Or* and *Et* are names, too: these only in small letters, or where all is in capitals.
JOINS = (AND - WITHIN_A_NAME) | listed("и та και ve và और")
HOUSEHOLDS = listed("familie family familien familjen perhe famille rodzina")
_SIGNS = r"[&+;|、]"
_SO_AND_SO = re.compile(r"\b[a-z]/[a-z]\b", re.IGNORECASE)  # *Ravi s/o Kumar*
_NOBLE = re.compile(r"\bvon und zu[mr]?\b", re.IGNORECASE)
_JOINED = re.compile(rf"\w[^\w&+;|、]*{_SIGNS}.*\w|\w{{2}}\S*\s*/\s*\w|\w\W*\s/\s\w")
_WORDS = "|".join(sorted(JOINS | WITHIN_A_NAME | HOUSEHOLDS, key=lambda word: (-len(word), word)))
# For a first look at many names; hardly one gets past it.
MAYBE = rf"[&+;|、/]|(?i:(?:^|\s)(?:{_WORDS})(?:\s|$))"


def is_two(given: str, family: str) -> bool:
    """Whether this looks like the name of two people, or of a whole family."""
    whole = f"{given} {family}".strip()
    words = whole.split()
    if not words:
        return False
    if words[0].casefold() in HOUSEHOLDS or words[-1].casefold() in HOUSEHOLDS:
        return len(words) > 1
    if _JOINED.search(_SO_AND_SO.sub(" ", whole)):
        return True
    plain = _NOBLE.sub(" ", whole).split()
    return any(_joins(plain, place) for place in range(1, len(plain) - 1)) or _ands(given, family)


def _joins(words: list[str], place: int) -> bool:
    word = words[place]
    return word.casefold() in JOINS and (word.islower() or "".join(words).isupper())


def _ands(given: str, family: str) -> bool:
    """The words that may stand within a last name: in a first name they join two, and before two
    words more."""
    first, last = given.split(), family.split()
    words = [*first, *last]
    return any(
        _within(word, words) and (place < len(first) or place < len(words) - 2)
        for place, word in enumerate(words[:-1])
        if place
    )


def _within(word: str, words: list[str]) -> bool:
    return word in WITHIN_A_NAME or (word == "Y" and "".join(words).isupper())

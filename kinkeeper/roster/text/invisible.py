"""Signs in names that nobody sees and nobody typed: exports of Hebrew and Arabic carry them along.

Not the joiners (U+200C, U+200D), which Persian and Indic names need.
"""

import re
import unicodedata

# Marks for the direction, breaks of no width, soft hyphens and byte-order marks.
MARKS = "[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]"
# Variation selectors mean something after Chinese characters and symbols, and are stray elsewhere.
_SELECTORS = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
STRAY = f"([\x00-\u1fff]|^){_SELECTORS}"


def as_seen(name: str) -> str:
    """The name without such signs, composed."""
    if name.isascii():
        return name
    return unicodedata.normalize("NFC", re.sub(STRAY, r"\1", re.sub(MARKS, "", name)))

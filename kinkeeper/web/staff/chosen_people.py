"""Who was ticked in a list of people, carried from page to page in the address, as short as it can
be: one number after the other, each as its distance from the one before."""

import string
from collections.abc import Iterable

# An address must not grow without end: about four thousand letters are read.
MOST = 500
DIGITS = string.digits + string.ascii_lowercase
LONGEST = 13  # letters of the largest internal ID


def written(people: Iterable[int]) -> str:
    """Internal IDs as a text that `read` understands."""
    ordered = sorted(set(people))
    return ".".join(
        _digits(number - before) for before, number in zip([0, *ordered], ordered, strict=False)
    )


def read(text: str) -> list[int]:
    """The internal IDs, in order; none of a text that nobody here wrote."""
    parts = text.split(".")[:MOST] if text else []
    if not all(part.isascii() and part.isalnum() and len(part) <= LONGEST for part in parts):
        return []
    found: list[int] = []
    for part in parts:
        found.append((found[-1] if found else 0) + int(part, len(DIGITS)))
    return found if not found or found[-1] < 2**63 else []


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that can be internal IDs."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def _digits(number: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        found = DIGITS[digit] + found
    return found or "0"

"""A text that does not say how it is written: which encodings make words of it.

Each is tried on the words with letters beyond ASCII; the one whose letters a language makes likely
is taken, and none where another is nearly as likely and makes other words.
"""

import math
import re
from dataclasses import dataclass

from kinkeeper.roster.read.letter_frequencies import scores

# How much rarer than the first it is that a file is written so, as a logarithm.
CANDIDATES = {
    "windows-1252": 0.0,
    "windows-1250": 0.0,
    "iso-8859-15": -1.0,
    "iso-8859-2": -1.0,
    "mac-roman": -2.0,
    "cp850": -2.5,
    "mac-latin2": -2.5,
    "cp852": -2.5,
}
SURE = 3.0  # so much likelier, as a logarithm, than whatever makes other words
POOR = math.log(2e-4)  # a letter; below this no words are made
GOOD = math.log(0.02)  # as of letters that a language has many of
HEAD = 4_000_000  # bytes: what comes later counts for the letters alone that have not come before
WORDS = 1_500
CONTEXTS = 20
WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
ASCII = bytes(range(128))
CONTROL = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True)
class Reading:
    """An encoding, how likely it is, and the words it makes of the file's."""

    encoding: str
    likely: float
    words: tuple[str, ...]
    letters: int

    @property
    def poor(self) -> bool:
        return self.likely < POOR * self.letters

    @property
    def good(self) -> bool:
        return self.likely > GOOD * self.letters


def readings(data: bytes) -> list[Reading]:
    """From the likeliest on; none twice that makes the same words."""
    words = _words(data)
    found: dict[tuple[str, ...], Reading] = {}
    for encoding, rare in CANDIDATES.items():
        try:
            read = tuple(word.decode(encoding) for word in words)
        except UnicodeDecodeError:
            continue
        if read in found or any(map(CONTROL.search, read)):
            continue
        likely = max(scores(list(read)).values()) + rare
        count = sum(letter > "\x7f" for word in read for letter in word)
        found[read] = Reading(encoding, likely, read, count)
    return sorted(found.values(), key=lambda each: -each.likely)


def differ(one: Reading, other: Reading) -> tuple[str, str]:
    """A word as each of the two reads it."""
    pairs = zip(one.words, other.words, strict=True)
    return next((mine, theirs) for mine, theirs in pairs if mine != theirs)


def _words(data: bytes) -> list[bytes]:
    """Words with bytes beyond ASCII, each once, so many that each such byte is among them."""
    found = dict.fromkeys(WORD.findall(data[:HEAD]))
    several = list(found)
    chosen = several[:: max(1, len(several) // WORDS)]
    known = set(b"".join(chosen).translate(None, ASCII))
    for byte in sorted(set(data.translate(None, ASCII)) - known):
        chosen += _around(data, byte)
    return list(dict.fromkeys(chosen))


def _around(data: bytes, byte: int) -> list[bytes]:
    found: list[bytes] = []
    at = data.find(byte)
    while at >= 0 and len(found) < CONTEXTS:
        start = max(0, at - 40)
        word = next(
            each for each in WORD.finditer(data, start, at + 40) if each.start() <= at < each.end()
        )
        found.append(word.group())
        at = data.find(byte, word.end())
    return found

"""Letters that look like others, and signs that nobody sees: which names cannot be told apart.

For what is told apart by eye, such as organisations. Synchronisation keys have a stricter measure
of their own (`check.skeleton`), because there every character counts.
"""

import unicodedata
from functools import lru_cache

# Letters that cannot be told from Latin ones in most fonts (Unicode's confusables).
LETTERS = str.maketrans(
    "АВЕКМНРСТХаерсухјѕОоΑΒΕΖΗΚΜΝΡΤΥΧΟοІіΙ", "ABEKMHPCTXaepcyxjsOoABEZHKMNPTYXOoIiI"
)
# Digits that are taken for letters, and the letters for them.
DIGITS = {"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"}
_DIGITS = str.maketrans(DIGITS)
# Seen by nobody although Unicode calls them letters, marks or symbols.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
# From so many letters on a name is a word, in which a digit is a slip. 1I and 11 are two classes.
WORD = 3


def names_nothing(name: str) -> bool:
    """Whether a part of a path can be nobody's name: nothing in it is seen, or it is dots alone,
    which elsewhere mean a folder."""
    return not _seen(name).replace(".", "")


def shapes(path: str) -> tuple[str, str]:
    """What a path looks like, part by part, in two ways: without letter case, and with digits for
    the letters that are taken for them. Two paths that share either are told apart by nobody."""
    parts = [_shapes(part) for part in path.split("/")]
    return "/".join(part[0] for part in parts), "/".join(part[1] for part in parts)


@lru_cache(maxsize=100_000)
def _shapes(name: str) -> tuple[str, str]:
    seen = _seen(unicodedata.normalize("NFKC", name)).translate(LETTERS)
    is_word = sum(map(str.isalpha, seen)) >= WORD
    folded = unicodedata.normalize("NFC", seen.casefold())
    return folded, seen.translate(_DIGITS) if is_word else folded


def _seen(name: str) -> str:
    return "".join(char for char in name if not _is_unseen(char))


def _is_unseen(char: str) -> bool:
    return (
        char.isspace()
        or char in _BLANKS
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or unicodedata.category(char) in {"Cf", "Cc"}
    )

"""Usernames for people whose file gives none: `given.family`, in plain letters, numbered."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from kinkeeper.roster.cells.placeholders import words

LONGEST = 40
ASKED = 100_000  # names at once
EMPTY = "person"
_SPECIAL = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
        "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "a",
        # Cyrillic (Russian, Ukrainian, Serbian …), one common way of many
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z",
        "и": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i",
        "ї": "i", "є": "ye", "ґ": "g", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c",
        "џ": "dz", "ѕ": "dz", "ќ": "kj", "ѓ": "gj",
        # Greek
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th",
        "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
        "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps",
        "ω": "o",
    }
)  # fmt: skip


def base_of(given_name: str, family_name: str) -> str:
    """The username before numbering: at most 40 characters of a-z, 0-9 and dots."""
    parts = [_plain(given_name), _plain(family_name)]
    base = ".".join(part for part in parts if part)[:LONGEST].strip(".") or EMPTY
    # of somebody called Null: a username that a later file could name (K33)
    nothing = base in words() or not base.strip("x0.")
    return f"{EMPTY}.{base}" if nothing else base


def assign(bases: Sequence[str], taken: Callable[[list[str]], set[str]]) -> list[str]:
    """One free username for each base, in the order given.

    `taken` says which of some names are used already. The first of a base goes without a number
    when it can, the next are 2, 3, …; the same bases against the same site give the same names.
    """
    wanted: dict[str, int] = {}
    for base in bases:
        wanted[base] = wanted.get(base, 0) + 1
    used: set[str] = set()
    free = _free_names(wanted, taken, used)
    return [free[base].pop() for base in bases]


def _free_names(
    wanted: dict[str, int], taken: Callable[[list[str]], set[str]], used: set[str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {base: [] for base in wanted}
    probed = dict.fromkeys(wanted, 0)
    open_bases = list(wanted)
    while open_bases:
        # Twice as many each round: a site with a thousand Maria Garcias takes ten questions.
        tries: dict[str, list[str]] = {}
        for base in open_bases:
            start = probed[base]
            end = start + max(wanted[base] - len(found[base]), start, 1)
            tries[base] = [numbered(base, number) for number in range(start + 1, end + 1)]
            probed[base] = end
        names_of_all = [name for names in tries.values() for name in names]
        for start in range(0, len(names_of_all), ASKED):
            used |= taken(names_of_all[start : start + ASKED])
        for base, names in tries.items():
            # a long base is cut before its number, and may meet itself or another
            free = [name for name in dict.fromkeys(names) if name not in used]
            free = free[: wanted[base] - len(found[base])]
            found[base] += free
            used.update(free)
        open_bases = [base for base in open_bases if len(found[base]) < wanted[base]]
    return {base: names[::-1] for base, names in found.items()}


def numbered(base: str, number: int) -> str:
    """The number-th name of a base, still within the limit: `anna`, `anna2`, `anna3`."""
    if number == 1:
        return base
    digits = str(number)
    return base[: LONGEST - len(digits)] + digits


@lru_cache(maxsize=50_000)
def _plain(name: str) -> str:
    lower = unicodedata.normalize("NFKC", name).casefold().translate(_SPECIAL)
    bare = unicodedata.normalize("NFKD", lower).translate(_SPECIAL)
    return "".join(char for char in bare if char.isascii() and char.isalnum())

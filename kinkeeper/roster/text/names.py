"""Names as they are compared: folded, cut into words, and written in other letters."""

import re
import unicodedata
from functools import lru_cache

from kinkeeper.roster.text.invisible import as_seen

# Marks that are accents. In other scripts such marks are vowels, and names differ by them alone.
_ACCENTS = re.compile(
    "[\u0300-\u036f"  # Latin, Greek, Cyrillic
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points
    "\u064b-\u0655\u0670]"  # Arabic signs
)
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_,/]+")
_JOINERS = re.compile("[\u200c\u200d]")
_NO_LETTER = re.compile(
    r"[.'`\u00b4\u2018\u2019\u02bc\u02b9()\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
# The two ways in which letters that plain ones lack are written without them.
_LONG = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa", "þ": "th"}
)
_SHORT = str.maketrans(
    {"æ": "a", "œ": "o", "ø": "o", "ð": "d", "đ": "d", "þ": "t", "ł": "l", "ı": "i", "ə": "e",
     "ħ": "h", "ŧ": "t", "ŋ": "n"}
)  # fmt: skip
# Letter by letter into Latin; `_as_said` then makes the many ways of doing so one.
_SCRIPTS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i",
        "ї": "i", "є": "ie", "ґ": "g", "ђ": "dj", "ј": "i", "љ": "li", "њ": "ni", "ћ": "ch",
        "џ": "dj", "ѕ": "dz", "ќ": "k", "ѓ": "g", "ў": "u",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th",
        "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
        "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f", "χ": "h", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """Without letter case, accents and signs that nobody sees; white space is one blank."""
    text = _JOINERS.sub("", as_seen(text))
    composed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", " ".join(_ACCENTS.sub("", composed).split()))


def strict_words(*names: str) -> tuple[str, ...]:
    """The words of the names in an order of their own: what is left when letter case, accents,
    spaces and the order of words make no difference."""
    return tuple(sorted(folded(" ".join(names)).split()))


@lru_cache(maxsize=100_000)
def words(name: str) -> tuple[str, ...]:
    """Its words, lower case, with their accents; hyphens part words, dots and the like are gone."""
    text = unicodedata.normalize("NFKC", as_seen(name)).casefold()
    return tuple(word for word in _BETWEEN.split(_NO_LETTER.sub("", text)) if word)


@lru_cache(maxsize=100_000)
def spellings(word: str) -> frozenset[str]:
    """The ways to write one word without the letters that plain ones lack: `jürgen` is `jurgen`
    and `juergen`."""
    plain = folded(word)
    found = {plain, plain.translate(_SHORT), folded(word.translate(_LONG))}
    return frozenset(found)


def alike(one: str, other: str) -> bool:
    """Whether two words are one, but for accents, letters that plain ones lack, or the script."""
    if spellings(one) & spellings(other):
        return True
    if bool(_OTHER_SCRIPT.search(one)) == bool(_OTHER_SCRIPT.search(other)):
        return False
    return bool(_in_latin(one) & _in_latin(other))


def sounds(name: str) -> list[frozenset[str]]:
    """For each of its words what it sounds like: two words that are `alike` share one of these, in
    whatever script or spelling. Words without a letter have none."""
    return [found for word in words(name) if (found := _in_latin(word) - {""})]


@lru_cache(maxsize=100_000)
def _in_latin(word: str) -> frozenset[str]:
    return frozenset(_as_said(folded(each).translate(_SCRIPTS)) for each in spellings(word))


def _as_said(word: str) -> str:
    """`yuliya`, `julija` and `iulia` as one: only ever between two scripts."""
    for said, meant in (
        ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("tz", "ts"), ("ph", "f"),
        ("y", "i"), ("j", "i"), ("w", "v"), ("ks", "x"), ("dz", "z"), ("yo", "e"), ("io", "e"),
    ):  # fmt: skip
        word = word.replace(said, meant)
    return re.sub(r"(.)\1+", r"\1", word)

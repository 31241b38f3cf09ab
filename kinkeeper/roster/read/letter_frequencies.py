"""How likely the letters of a language are, so that a wrong reading of bytes is seen.

Of each language that the product speaks the letters beyond ASCII, with roughly how many of a
thousand such letters in names and addresses each is. English names are those of other languages.
"""

import math
import unicodedata

LANGUAGES = {
    "en": "é400 ë200 ï60 ö60 ü60 è40 á40 í30 ó30 ç20",
    "nb": "ø400 å300 æ120 é60 ö20 ä15 ô10 ò10 ü10 è10 ó5",
    "sv": "ö370 ä340 å230 é40 ü5",
    "da": "ø380 æ300 å220 é40 ö15 ä10 ü10",
    "de": "ü380 ö260 ä240 ß90 é15",
    "fi": "ä740 ö200 å30 é5 š4 ž3",
    "nl": "ë380 é220 ï140 ö60 ü60 è40 ä20 ê20 ç20 á10 ó10",
    "fr": "é590 è130 ç80 ê60 à40 ô30 ë25 î20 ï20 â15 û10 œ8 ù5 ü5",
    "es": "í250 á230 é200 ó160 ñ110 ú60 º15 ª10 ü8",
    "pl": "ł240 ś130 ń120 ó110 ą100 ę100 ż90 ć50 ź30",
}
# Of their neighbours, whose names are in their schools; a whole file of them is rarer.
NEIGHBOURS = {
    "is": "á180 í150 ð150 ó130 ö120 ú80 þ50 æ60 é50 ý30",
    "pt": "ã180 á160 é140 ç130 í110 ó100 ê60 õ40 â40 ú30 ô10",
    "it": "à300 è250 ò200 ù150 ì80 é20",
    "cs": "á200 í180 é100 š90 č90 ř70 ž70 ý60 ě70 ů25 ú15 ň15 ť8 ď7",
    "sk": "á220 é120 í120 š90 č100 ž80 ý60 ú50 ľ40 ň30 ô20 ť20 ä15 ď15 ó15 ĺ2 ŕ2",
    "hu": "á300 é250 ó90 ö90 ő50 í60 ú40 ü50 ű15",
    "hr": "č280 ć270 š220 ž180 đ50",
    "ro": "ă280 ţ150 ş150 ș100 ț100 â120 î100",
}
RARER = -1.5
# One in so many letters is of a name from elsewhere: of one of these languages, or of any other,
# where each of the letters is as rare as this.
ELSEWHERE, ANY = 0.09, 0.00006
MARKS = "’‘“”„–—…€§°·«»\xa0©®"
CONSONANTS = "łńśżźćñçßšžčřťďľĺŕşţșțðþđňģķļņ"
# What Polish writes so only before a consonant, or at the end: before a vowel it adds an i instead.
SOFT = "ńśźć"
RARE = ("aä", "oä", "uä", "äo", "äa", "öa", "öo", "aá", "eá", "oá", "iú")
NO_SECOND_VOWEL = "æøåœê"
VOWELS = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœąęěăőű"


def _weights(said: str) -> dict[str, float]:
    counts = {each[0]: float(each[1:]) for each in said.split()}
    whole = sum(counts.values())
    return {letter: (1 - ELSEWHERE) * count / whole for letter, count in counts.items()}


WEIGHTS = {name: _weights(said) for name, said in (LANGUAGES | NEIGHBOURS).items()}
ALPHABET = {letter for weights in WEIGHTS.values() for letter in weights}
COMMON = {
    letter: sum(WEIGHTS[name].get(letter, 0.0) for name in LANGUAGES) / len(LANGUAGES) * ELSEWHERE
    for letter in ALPHABET
}


def scores(words: list[str]) -> dict[str, float]:
    """Of each language how likely it is that all letters beyond ASCII of these words are its own,
    as the logarithm."""
    found = {name: RARER if name in NEIGHBOURS else 0.0 for name in WEIGHTS}
    for word in words:
        lower = word.lower()
        fits = _shape(word, lower)
        for at, letter in enumerate(lower):
            if letter < "\x80":
                continue
            rest = _elsewhere(lower, at)
            fits += math.log(_place(word, lower, at))
            for name, weights in WEIGHTS.items():
                found[name] += math.log(weights.get(letter, 0.0) + rest)
        for name in found:
            found[name] += fits
    return found


def _elsewhere(word: str, at: int) -> float:
    """How likely a letter is in any language; of a sign, that it stands where it does."""
    letter = word[at]
    if letter.isalpha() and letter not in "ªº" and "LATIN" in unicodedata.name(letter, ""):
        return COMMON.get(letter, 0.0) + ANY
    inside = 0 < at < len(word) - 1
    if letter == "’":
        return 0.005 if inside else 0.001
    if letter in MARKS:
        return 0.0003 if inside else 0.002
    return 1e-6 if len(word) > 1 else 1e-4


def _shape(word: str, lower: str) -> float:
    """A word of several letters has a vowel."""
    letters = [each for each in lower if each.isalpha()]
    return math.log(0.05) if len(letters) > 2 and not set(letters) & set(VOWELS) else 0.0


def _place(word: str, lower: str, at: int) -> float:
    """How well a letter stands between its neighbours: by its case, and as vowel or consonant."""
    before, after = _beside(word, at - 1), _beside(word, at + 1)
    own = _case(word[at], before, after, first=at < 2) if word[at].isalpha() else 1.0
    letter, before, after = lower[at], before.lower(), after.lower()
    if letter in CONSONANTS:
        own *= _consonant(letter, before, after)
    elif letter == "œ" and after != "u":
        own *= 0.1
    if letter in NO_SECOND_VOWEL and _vowel(before):
        own *= 0.15
    return own * 0.1 if before + letter in RARE or letter + after in RARE else own


def _consonant(letter: str, before: str, after: str) -> float:
    fits = 1.0
    if before and after and not _vowel(before) and not _vowel(after):
        fits = 0.3
    if letter == "ñ":
        fits *= 1 if _vowel(after) else 0.005
        fits *= 1 if _vowel(before) or not before else 0.05
    elif letter in SOFT and _vowel(after):
        fits *= 0.005
    elif letter == "ß" and not before:
        fits *= 0.001
    elif letter == "ç" and after and after in "eiy":
        fits *= 0.05
    return fits


def _vowel(letter: str) -> bool:
    return letter != "" and letter in VOWELS


def _beside(word: str, at: int) -> str:
    return word[at] if 0 <= at < len(word) and word[at].isalpha() else ""


def _case(letter: str, before: str, after: str, *, first: bool) -> float:
    if letter.isupper():
        if before.isupper() and after.islower():
            return 0.05
        return 0.001 if before and before.islower() else 1.0
    if letter == letter.upper():
        return 1.0
    if (before.isupper() or not before) and after.isupper():
        return 0.01
    if before.isupper() and not after and not first:
        return 0.05
    return 1.0 if before else 0.3

"""Random codes that people type: Crockford's alphabet, easy to read, with a check character."""

import secrets
import unicodedata

# No I, L, O, U: nobody mistakes them for 1, 1, 0 and V.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 12
SELECTOR = 4


def draw() -> str:
    """A code of twelve characters, the last one a check character: 55 random bits."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + _check(body)


def pretty(code: str) -> str:
    """`K7QM2XWD4T9C` as `K7QM-2XWD-4T9C`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def tidy(typed: str) -> str:
    """What a person typed as a code: capitals, any script's digits, no blanks and no dashes."""
    composed = unicodedata.normalize("NFKC", typed).upper()
    kept = "".join(_digit(char) for char in composed if char.isalnum())
    return kept.translate(_LOOK_ALIKE)


def well_formed(code: str) -> bool:
    """Whether a tidy code can have come from `draw`; catches nearly every slip of a finger."""
    return (
        len(code) == LENGTH
        and all(char in ALPHABET for char in code)
        and _check(code[:-1]) == code[-1]
    )


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char


def _check(body: str) -> str:
    # Odd weights have an inverse modulo 32, so any single wrong character is noticed.
    total = sum((2 * place + 1) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]

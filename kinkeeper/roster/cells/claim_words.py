"""The claims a row can make about the right to be shown a child, from the most cautious to the
least, and what a cell's words mean: yes, no or unknown.

Empty is unknown, not no; and unknown never grants (K26). A kind only withholds what is new (K36):
it lowers nobody who is connected, and no pending relationship.
"""

import unicodedata

from kinkeeper.roster.text.word_list import listed

YES = listed("1 y yes true x ja j oui sí si sì sim tak kyllä já")
NO = listed("0 n no false nei nein nej non não nao nie ei nee")
UNKNOWN = frozenset({"", "u", "unknown", "?", "-", "n/a", "ukjent", "unbekannt"})
# From the most cautious to the least; null is a file without such columns.
RANK = {
    name: rank
    for rank, name in enumerate(
        (
            "restricted",
            "no",
            "disabled",
            "described-spelling",
            "described-unknown",
            "described-class",
            "described-birth",
            "unknown",
            "kind",
            "unstated",
            "two-people",
            "own-name",
            "yes",
        )
    )
}
DENIES = ("restricted", "no", "disabled")
# Of a child named without a key: by class, by birth date, by either where it is not known either
# whether the adult may see the child, or by either and a name that is written alike.
DESCRIBED = ("described-spelling", "described-unknown", "described-class", "described-birth")
# A kind, a name that is two people's, or the child's own, and a child without a key: they lower
# nobody.
BY_KIND = ("kind", "unstated", "two-people", "own-name", *DESCRIBED)
LOWERS = (*DENIES, "unknown")
WITHHOLDS = (*LOWERS, *BY_KIND)
# Claims that are a note themselves: the file has no words of its own with them.
BARE = ("no", "disabled", "unknown", *BY_KIND)


def readable(cell: str) -> bool:
    return _folded(cell) in YES | NO | UNKNOWN


def is_answer(cell: str) -> bool:
    """*Yes* and *no*; not 1, which may be somebody's number."""
    folded = _folded(cell)
    return folded in YES | NO and not folded.isdigit()


def meaning(cell: str) -> str:
    """`yes`, `no` or `unknown`; empty and unreadable cells are unknown."""
    folded = _folded(cell)
    return "yes" if folded in YES else "no" if folded in NO else "unknown"


def _folded(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).strip().casefold().rstrip(".")

"""What is kept beside a relationship or a pending relationship where a file withheld it without
words of its own.

Anything else there is a restriction in a file's own words, which only a person lifts (K27).
"""

from kinkeeper.roster.cells.claim_words import BARE, BY_KIND

UNSAID = ("", *BARE)


def _listed(notes: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{note}'" for note in notes) + ")"


# For statements.
UNSAID_NOTES = _listed(UNSAID)
KIND_NOTES = _listed(BY_KIND)

"""The headings by which a row describes a child who has no key in it: *Child first name*, *Classes
enfants*, *Nom d'usage enfant*."""

from kinkeeper.roster.fields import NAMES as HALVES
from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, PUPIL, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import DIGITS
from kinkeeper.roster.headings.words import fold_heading

CLASS, BORN, USED = "class", "birth_date", "used_name"
NAMES = (NAME, *HALVES, USED)
PARTS = (*NAMES, CLASS, BORN)
# These are no fields of a row's own person.
CLASSES, USED_NAMES = ("classes", "klassen"), ("nomdusage", "nomusage")


def part_of(heading: str) -> str | None:
    """Which of `PARTS` it says of a child; a class that is nobody's is the child's: a parent has
    none."""
    plain = DIGITS.sub(" ", heading).strip(" _-.:")
    said = said_of(plain)
    if said.whom == NOBODY:
        return CLASS if said.what == CLASS else None
    if said.whom != PUPIL:
        return None
    if said.what is None:
        folded = fold_heading(plain)
        return (
            CLASS if folded.startswith(CLASSES) else USED if folded.startswith(USED_NAMES) else None
        )
    return said.what if said.what in PARTS else None

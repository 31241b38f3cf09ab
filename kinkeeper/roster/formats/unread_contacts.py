"""Columns of a pupil's row that nobody takes and that seem to say who somebody's parents are."""

import re
import unicodedata

from kinkeeper.roster.fields import CONTACT
from kinkeeper.roster.formats.combined_columns import of_emergency
from kinkeeper.roster.formats.contact_groups import group_of
from kinkeeper.roster.headings.heading_subject import PUPIL, said_of, words_of
from kinkeeper.roster.headings.words import BY_HEADING
from kinkeeper.roster.table import Table

# What headings of a kind of relationship have in them, without accents; *lien* only as a word.
STEMS = re.compile(
    "relation|relatie|relaci|kinship|slektskap|slaktskap|slægtskab|tilknytning|beziehung|verwandt"
    "|erzieherart"
    r"|suhde|\blien\b|parentesco|\bparente\b|pokrewie"
)
ROLES = frozenset(
    ["type", "typ", "tyyppi", "tipo", "role", "rolle", "roll", "rooli", "rol", "rola", "rolo"]
)
REACHED = frozenset({*CONTACT, "language"})


def kind_untaken(table: Table, taken: set[int]) -> bool:
    """Whether a column that none was able to take seems to say who somebody's parents are."""
    return any(
        place not in taken and _seems_kind(heading.strip()) and not of_emergency(table, heading)
        for place, heading in enumerate(table.headings)
    )


def _seems_kind(heading: str) -> bool:
    if said_of(heading).whom == PUPIL:
        return False
    words = words_of(heading)
    apart = unicodedata.normalize("NFKD", " ".join(words))
    if STEMS.search("".join(char for char in apart if not unicodedata.combining(char))):
        return True
    if not ROLES.intersection(words):
        return False
    numbered = all(word in ROLES or word.isdigit() for word in words) and len(words) > 1
    of_group = group_of(heading)[0] is not None
    return numbered or (of_group and not any(BY_HEADING.get(word) in REACHED for word in words))

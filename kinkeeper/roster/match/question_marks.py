"""By what a question about a name is known again (K32), when the same file comes once more."""

import hashlib

from kinkeeper.roster.match.same_person import Bearer
from kinkeeper.roster.text.names import strict_words

# How the mark of a question about a pupil's former key begins (K34).
KEY_LED = "key:"


def mark_of(stored: Bearer, said: Bearer, *, keyless: bool = False) -> str:
    """What a question is about, whatever the rows' numbers: who is here, and whom a file names."""
    sides = [
        [*strict_words(each.given_name, each.family_name), each.birth_date]
        for each in (stored, said)
    ]
    text = "\x1e".join("\x1f".join(side) for side in sides) + ("\x1ekeyless" if keyless else "")
    return hashlib.sha256(text.encode()).hexdigest()[:32]

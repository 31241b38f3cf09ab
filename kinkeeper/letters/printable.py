"""Who gets a letter, and whose name could not be printed in it, before anything is issued."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from django.conf import settings

from kinkeeper.credentials.eligible import Choice, choose
from kinkeeper.letters.fonts import covered
from kinkeeper.letters.letter_data import first_names, printed_texts
from kinkeeper.letters.models import MAILS
from kinkeeper.letters.unsent_reasons import Why
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.chunks import in_pieces
from kinkeeper.people.models import Person

SHOWN = 5
# What stands for no mark on the paper: formats (Cf) and blanks, and what chooses among glyphs.
INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}


def choose_among(form: str, people: Iterable[Person], reach: Reach) -> Iterator[list[Choice]]:
    """As `choose_for`, a bounded number of them in memory at a time."""
    pieces = in_pieces(people)
    first, second = next(pieces, []), next(pieces, [])
    alone = len(first) == 1 and not second
    for piece in chain([first, second], pieces):
        yield choose_for(form, piece, reach, alone=alone)


@whole_site()
def choose_for(
    form: str, people: Iterable[Person], reach: Reach, *, alone: bool | None = None
) -> list[Choice]:
    """As `choose`; and on paper nobody whose own or whose children's names, or whose address, hold
    a character that no font has: in their place would stand boxes."""
    choices = choose(people, by_email=form in MAILS, reach=reach, alone=alone)
    if form in MAILS:
        return choices
    names = first_names([choice.person.pk for choice in choices if choice.gets_one], reach)
    return [_printed(choice, names.get(choice.person.pk, ())) for choice in choices]


def missing(texts: Iterable[str]) -> list[str]:
    """The characters that no font prints, each once, in their order."""
    found = dict.fromkeys(
        char
        for text in texts
        if not text.isascii()
        for char in unicodedata.normalize("NFC", text)
        if ord(char) not in covered(settings.FONTS) and not _is_invisible(char)
    )
    return list(found)


def _printed(choice: Choice, children: Sequence[str]) -> Choice:
    lacking = missing(printed_texts(choice.person, children)) if choice.gets_one else []
    if not lacking:
        return choice
    named = ", ".join(f"{char} (U+{ord(char):04X})" for char in lacking[:SHOWN])
    return replace(choice, code=Why.NO_FONT, detail={"characters": named})


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in INVISIBLE or 0xFE00 <= ord(char) <= 0xFE0F

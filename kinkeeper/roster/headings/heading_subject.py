"""Of whom a heading speaks, and then what it says of them (K37).

*Guardian e-mail*, *Foresattes e-post*, *E-mail des Erziehungsberechtigten* and `GUARDIANEMAIL` all
say the e-mail address of a guardian. A heading that names nobody speaks of the row's own person.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from kinkeeper.roster.cells.kinds import AND
from kinkeeper.roster.fields import OF_RELATIONSHIP
from kinkeeper.roster.headings import words
from kinkeeper.roster.headings.words import BY_HEADING, KEYS, WHOLE, fold_heading
from kinkeeper.roster.text.word_list import listed

NOBODY, PUPIL, PARENT, CONTACT = "", "pupil", "parent", "contact"
NAME = "name"
# What is said of the two together, whoever of them the heading names.

_WHO = {word: who for who, several in words.WHO.items() for word in several.split()}
WHOM_WORDS = frozenset(_WHO)
# Shorter ones stand in too many other words to be found inside one; a mother tongue is nobody's.
_INSIDE = sorted(
    (
        word
        for word, who in _WHO.items()
        if (len(word) >= 4 or word == "kid") and who not in {"mother", "father"}
    ),
    key=lambda word: (-len(word), word),
)
# *Nachname 1.Person*, also where the number has been taken out.
_NTH_PERSON = re.compile(r"^(.*\S)\s*(?:\b[1-9])?\s*\.\s?Person$")
# *Nº aluno*, *N.° élève*, which counts nothing.
_NUMERO = re.compile(r"\s*n\.?\s*[º°]", re.IGNORECASE)
_SEAM = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


# Words that systems put before a column that a school has added itself.
_ADDED = listed("""
    metadata ext extension custom field fields profile userdefined udf demographics
    studentcontactassoc studentcontactdetailcorefields studentcontactassoccorefields
""")


@dataclass(frozen=True)
class Said:
    """`whom`: `NOBODY` for the row's own person, `PUPIL`, `PARENT`, or `CONTACT` for another
    adult. `who` is the word for them, a key of `words.WHO`, with what tells two of them apart.
    `what` is a field, or `NAME` for a whole name; None where it is not known."""

    whom: str
    who: str
    what: str | None


@lru_cache(maxsize=4096)
def said_of(heading: str) -> Said:
    heading = words.without_remark(heading)
    folded = fold_heading(heading)
    if folded in BY_HEADING:
        return Said(NOBODY, "", BY_HEADING[folded])
    if folded in {"child", "children"}:
        return Said(PUPIL, "child", "sync_key")
    if folded in WHOLE:
        return Said(NOBODY, "", NAME)
    if is_number(heading):
        return Said(PUPIL, "student", "sync_key")
    if folded in words.OF_AGE or _is_payment(heading):
        return Said(NOBODY, "", None)
    if found := _NTH_PERSON.match(heading):  # as SchILD writes the adults of a pupil's row
        named = said_of(found[1])
        return named if named.whom else Said(PARENT, "parent", named.what)
    return _by_words(words_of(heading)) or _inside(folded) or _of_rights(heading)


def _is_payment(heading: str) -> bool:
    """*KID* and *KID-nummer*, of an invoice; *Kid*, *KID_ID* and *Kid name* are a child's."""
    said = re.findall(r"[^\W\d_]+", heading)
    rest = {word.casefold() for word in said[1:]}
    return said[:1] == [words.PAYMENT] and rest <= words.BESIDE_PAYMENT


def without_added(heading: str) -> str:
    """`metadata.custody` and *Ext.custody* as *custody*."""
    said = words_of(heading)
    while len(said) > 1 and said[0] in _ADDED:
        said = said[1:]
    return " ".join(said)


def _of_rights(heading: str) -> Said:
    """What a column that a school has added says of the relationship; of people it says nothing
    here."""
    what = BY_HEADING.get(fold_heading(without_added(heading)))
    return Said(NOBODY, "", what if what in {"responsibility", "restriction"} else None)


def is_number(heading: str) -> bool:
    """*Student Number*, *Elevnr*, *Numéro de l'élève*; not *Number of students* nor *Número de
    alumnos*."""
    said = words_of(heading)
    if "".join(said) in words.PUPILS_NUMBER:
        return True
    before = said[0] in words.NUMBER_BEFORE if said else False
    if len(said) > 1 and (before or _NUMERO.match(heading)) and said[-1] not in words.SEVERAL:
        rest = [word for word in said[1:] if word not in words.JOINS and word != "o"]
        said = [*rest, said[0] if before else "no"]
    whole = "".join(said)
    return any(
        _WHO.get(whole.removesuffix(number)) == "student"
        for number in words.NUMBERS
        if whole.endswith(number)
    )


def is_bare_number(heading: str) -> bool:
    """*Matricola*, *LRN*: of pupils here, and of staff elsewhere."""
    said = words_of(heading)
    return "".join(said) in words.PUPILS_NUMBER and WHOM_WORDS.isdisjoint(said)


def is_nth_person(heading: str) -> bool:
    return _NTH_PERSON.match(heading) is not None


def recognise(heading: str) -> str | None:
    """The field a heading means, whoever it speaks of; a pupil's key is the `child` of others.
    None where it is not known."""
    said = said_of(heading)
    if said.what == NAME:
        return None
    return "child" if said.whom == PUPIL and said.what == "sync_key" else said.what


def words_of(heading: str) -> list[str]:
    """`StudentID` and `STUDENT_ID` as *student*, *id*."""
    apart = _SEAM.sub(" ", unicodedata.normalize("NFKC", heading))
    return re.findall(r"[^\W\d_]+|\d+", apart.casefold())


def _by_words(said: list[str]) -> Said | None:
    people = [
        (place, _WHO[word])
        for place, word in enumerate(said)
        if word in _WHO
        and (word not in words.PORTUGUESE or not words.BESIDE_PORTUGUESE.isdisjoint(said))
    ]
    if not people:
        return None
    places = {place for place, _who in people}
    places |= {
        place
        for place, word in enumerate(said)
        if word in AND and len(word) > 1 and place - 1 in places  # the *e* of e-mail is none
    }
    legal = {place for place, word in enumerate(said) if word in words.LEGAL}
    which = {place - 1 for place in places if place and said[place - 1] in words.WHICH}
    who = [_adult(each, legal=bool(legal)) for _place, each in people]
    rest = [word for place, word in enumerate(said) if place not in places | legal]
    what = _what(rest)
    if what is None and which:
        rest = [word for place, word in enumerate(said) if place not in places | legal | which]
        what = _what(rest)
        who = [*(said[place] for place in sorted(which)), *who]
    return _of(who, what)


def _adult(who: str, *, legal: bool) -> str:
    return "guardian" if legal and who == "representative" else who


def _of(who: list[str], what: str | None) -> Said:
    """Where words for several people stand together, only *parent/guardian* and *parent contact*
    are one; of whom the others speak is not known, and so nothing is read of them."""
    adults = [each for each in who if each in words.ADULTS]
    pupils = [each for each in who if each in words.PUPILS]
    others = [each for each in who if each in {"contact", "emergency", "representative"}]
    which = [each for each in who if each in words.WHICH]
    if what in OF_RELATIONSHIP and not adults:
        return Said(NOBODY, "", what)
    if what in OF_RELATIONSHIP:
        pupils = []  # *Guardian's relationship to the student*
    if pupils and (adults or others):
        return Said(PARENT if adults else CONTACT, "", None)
    if pupils:
        return Said(PUPIL, pupils[0], what)
    if adults and set(others) <= {"contact"}:
        return Said(PARENT, " ".join(dict.fromkeys([*which, *adults])), what)
    return Said(CONTACT, "contact", what)


def _what(rest: list[str]) -> str | None:
    while rest and rest[0] in words.JOINS:
        rest = rest[1:]
    while rest and rest[-1] in words.JOINS:
        rest = rest[:-1]
    return _field("".join(rest)) if rest else NAME


def _field(text: str) -> str | None:
    return "sync_key" if text in KEYS else BY_HEADING.get(text) or (NAME if text in WHOLE else None)


def _inside(folded: str) -> Said | None:
    """*Elternemail*, *schülerid*, `STUDENTFIRSTNAME`: one word for both."""
    for word in _INSIDE:
        for rest in (folded.removeprefix(word), folded.removesuffix(word)):
            if rest != folded and (what := _field(rest)) is not None:
                return _of([_WHO[word]], what)
    return None

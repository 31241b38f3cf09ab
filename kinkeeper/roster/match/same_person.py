"""Whether a row speaks of the stored person whom its key, username or address found (K32).

One judgement for files, edits by hand, merges and answers. It never proves that two are the same;
it says where nobody needs to be asked.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from kinkeeper.roster.text.names import alike, folded, spellings, strict_words, words
from kinkeeper.roster.text.short_forms import is_full, is_full_form, is_short_form
from kinkeeper.roster.text.slips import distance

ONE_SLIP, TWO_SLIPS = 5, 9  # letters from which on one and two may differ
MOST_WORDS = 12
# What tells who somebody is.
FIELDS = ("given_name", "family_name", "birth_date")
# Why a stored given name is kept.
POORER, SLIP = "poorer", "slip"
LAST_LETTER = 0x52F  # of Latin, Greek and Cyrillic: elsewhere one sign may be a whole name


@dataclass(frozen=True)
class Bearer:
    """Who bears a name. `birth_date` is an ISO date; all are empty where nothing is said."""

    given_name: str
    family_name: str
    birth_date: str = ""

    @classmethod
    def of(cls, said: Iterable[str | None]) -> "Bearer":
        """Of the values of `FIELDS`, in their order."""
        return cls(*[text or "" for text in said])

    @property
    def is_named(self) -> bool:
        return bool(self.given_name or self.family_name)


class Fit(IntEnum):
    """How well two fit, the best first."""

    EQUAL = 0  # but for letter case, spaces, accents and the order of words
    CLOSE = 1  # but for what counts however the person was found
    BY_KEY = 2  # but for what counts only where the synchronisation key found the person
    OTHER = 3


def same_person(
    stored: Bearer, said: Bearer, *, by_key: bool, others: Iterable[Bearer] = ()
) -> bool:
    """Whether `said` is taken for `stored` without asking. `by_key`: the synchronisation key found
    the person. `others` are those who could be meant instead: with one of them who fits as well
    no tolerance counts."""
    found = fit(stored, said)
    if found == Fit.EQUAL:
        return True
    if found == Fit.OTHER or (found == Fit.BY_KEY and not by_key):
        return False
    return all(fit(other, said) > min(found, Fit.CLOSE) for other in others)


def same_in_a_file(one: Bearer, other: Bearer) -> bool:
    """Whether two rows of one file may speak of one person (K5). What a row leaves out contradicts
    nothing."""
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return False
    if one.given_name and one.family_name and other.given_name and other.family_name:
        mine = strict_words(one.given_name, one.family_name)
        return mine == strict_words(other.given_name, other.family_name)
    both = ((one.given_name, other.given_name), (one.family_name, other.family_name))
    return all(
        not mine or not theirs or strict_words(mine) == strict_words(theirs)
        for mine, theirs in both
    )


def fit(stored: Bearer, said: Bearer) -> Fit:
    """How well what a row says fits one person. A row without any name contradicts nobody; half a
    name is no agreement on the other half."""
    dates = stored.birth_date, said.birth_date
    if all(dates) and dates[0] != dates[1]:
        return Fit.OTHER
    if not said.is_named:
        return Fit.EQUAL
    mine = strict_words(stored.given_name, stored.family_name)
    if mine == strict_words(said.given_name, said.family_name):
        return Fit.EQUAL
    return _tolerated(stored, said, born_alike=all(dates))


def stays(stored: Bearer, said: Bearer) -> str | None:
    """Why the stored given name is kept where a row that is tolerated writes another: it is
    *poorer* (an initial, fewer words, a short form) or a *slip*; None where what is stored stands
    in the row as well, and the row may be written. Else small steps would add up to somebody
    else: Kari, K., Knut."""
    mine = strict_words(stored.given_name, stored.family_name)
    if mine == strict_words(said.given_name, said.family_name):
        return None
    given = words(stored.given_name), words(said.given_name)
    family = words(stored.family_name), words(said.family_name)
    if _matched(given[0] + family[0], given[1] + family[1], alike, least=0):
        return None
    if _matched(*given, _no_poorer, least=len(given[1]) - len(given[0])):
        return None
    few, many = sorted(given, key=len)
    related = _matched(few, many, _related, least=len(many) - len(few))
    return POORER if related else SLIP


def _no_poorer(mine: str, theirs: str) -> bool:
    """Whether all that one given name tells stands in another."""
    if alike(mine, theirs):
        return True
    if len(mine) == 1 and _initial(mine, theirs):
        return True
    return any(is_full_form(full, mine) for full in spellings(theirs))


def _related(one: str, other: str) -> bool:
    return _given_alike(one, other) or _initial(one, other)


def _tolerated(stored: Bearer, said: Bearer, *, born_alike: bool) -> Fit:
    given = words(stored.given_name), words(said.given_name)
    family = words(stored.family_name), words(said.family_name)
    if _matched(given[0] + family[0], given[1] + family[1], alike, least=0):
        return Fit.CLOSE
    given_agrees = _covered(*given)
    family_agrees = all(family) and _matched(*family, alike, least=0)
    if given_agrees and (family_agrees or born_alike):
        return Fit.CLOSE
    # from here on one difference at a time: another family name, an initial, a slip
    if given_agrees:
        return Fit.BY_KEY
    if family_agrees and _almost(*given):
        return Fit.BY_KEY
    return Fit.OTHER


type Agrees = Callable[[str, str], bool]


def _covered(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the given names of one side all stand on the other, as short forms too."""
    few, many = sorted((one, other), key=len)
    return bool(few) and _matched(few, many, _given_alike, least=len(many) - len(few))


def _given_alike(one: str, other: str) -> bool:
    return alike(one, other) or any(
        is_short_form(mine, theirs) for mine in spellings(one) for theirs in spellings(other)
    )


def _almost(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether all given names but one agree, and that one is an initial or a slip."""
    few, many = sorted((one, other), key=len)
    if len(many) > MOST_WORDS:
        return False
    for at, mine in enumerate(few):
        for place, theirs in enumerate(many):
            rest, others = [*few[:at], *few[at + 1 :]], [*many[:place], *many[place + 1 :]]
            if (_initial(mine, theirs) or _slip(mine, theirs)) and _matched(
                rest, others, _given_alike, least=len(others) - len(rest)
            ):
                return True
    return False


def _matched(few: Sequence[str], many: Sequence[str], agrees: Agrees, *, least: int) -> bool:
    """Whether each word of `few` has one of its own in `many`, of which `least` stay over. Names
    of more words than anybody bears match nobody's."""
    if len(many) - len(few) != least or len(many) > MOST_WORDS:
        return False
    of: dict[int, int] = {}  # place in `many` -> whose it is

    def placed(mine: int, tried: set[int]) -> bool:
        """Finds a place for one word; who stands there may move on to another."""
        for place, theirs in enumerate(many):
            if place in tried or not agrees(few[mine], theirs):
                continue
            tried.add(place)
            if place not in of or placed(of[place], tried):
                of[place] = mine
                return True
        return False

    return all(placed(mine, set()) for mine in range(len(few)))


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) != 1 or ord(short) > LAST_LETTER:
        return False
    return len(long) > 1 and any(
        mine[:1] == theirs[:1] for mine in spellings(short) for theirs in spellings(long)
    )


def _slip(one: str, other: str) -> bool:
    """Whether one word is a slip of the other: a letter more, less, another, or two that changed
    places."""
    if is_full(folded(one)) and is_full(folded(other)):
        return False  # Alexander and Alexandra are no slip of each other
    if not _end_alike(one, other):
        return False
    shorter = min(len(one), len(other))
    allowed = 2 if shorter >= TWO_SLIPS else 1 if shorter >= ONE_SLIP else 0
    return bool(allowed) and any(
        distance(mine, theirs, allowed) <= allowed
        for mine in spellings(one)
        for theirs in spellings(other)
    )


def _end_alike(one: str, other: str) -> bool:
    """Whether the last letter is the same, but for a silent h: by it many languages tell a woman's
    name from a man's (Daniela and Daniel, Mario and Maria, Andrea and Andreas)."""
    ends = [{form.removesuffix("h")[-1:] for form in spellings(word)} for word in (one, other)]
    return bool(ends[0] & ends[1])

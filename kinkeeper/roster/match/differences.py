"""What alone differs between who is here and whom a file names: differences of one kind may be
answered alike once somebody has looked at a few of them (K32).

It judges nothing: `same_person` has said before that a person must decide.
"""

from collections import Counter
from enum import StrEnum

from kinkeeper.roster.match.same_person import Bearer, Fit, fit
from kinkeeper.roster.text.names import folded, words


class Difference(StrEnum):
    FAMILY_NAME = "family-name"
    BIRTH_DATE = "birth-date"
    DAY_AND_MONTH = "day-and-month"
    GIVEN_NAMES = "given-names"
    INITIAL = "initial"
    SLIP = "slip"


def difference_kind(stored: Bearer, said: Bearer) -> Difference | None:
    """The one thing in which they differ; None where it is more than one, none, or of no kind.
    A name that either side lacks agrees with nothing; a birth date that `said` lacks counts as the
    same."""
    names = (stored.given_name, said.given_name), (stored.family_name, said.family_name)
    given, family = [(_bare(one), _bare(other)) for one, other in names]
    if not all((*given, *family)):
        return None
    born = (stored.birth_date, said.birth_date)
    if said.birth_date and born[0] != born[1]:
        return _of_births(*born) if given[0] == given[1] and family[0] == family[1] else None
    if given[0] == given[1] and family[0] != family[1]:
        return Difference.FAMILY_NAME
    if given[0] != given[1] and family[0] == family[1]:
        return _of_given(*given)
    return None


def _bare(name: str) -> Counter[str]:
    return Counter(folded(word) for word in words(name))


def _of_births(one: str, other: str) -> Difference | None:
    """Of two ISO dates; a date that is new here is a further thing that nobody compared."""
    if not one:
        return None
    year, *rest = one.split("-")
    if other.split("-") == [year, *reversed(rest)]:
        return Difference.DAY_AND_MONTH
    return Difference.BIRTH_DATE


def _of_given(one: Counter[str], other: Counter[str]) -> Difference | None:
    if one <= other or other <= one:
        return Difference.GIVEN_NAMES
    mine, theirs = list((one - other).elements()), list((other - one).elements())
    if len(mine) != 1 or len(theirs) != 1:
        return None
    # with the rest alike, what only the key lets pass is an initial or a slip
    if fit(Bearer(mine[0], "x"), Bearer(theirs[0], "x")) != Fit.BY_KEY:
        return None
    return Difference.INITIAL if 1 in {len(mine[0]), len(theirs[0])} else Difference.SLIP

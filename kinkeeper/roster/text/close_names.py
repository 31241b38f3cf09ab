"""Which name of a school was probably meant: another spelling, a slip, or the word *school*.

Only for proposing. Digits are never a slip: *School 1* and *School 2* are two schools.
"""

from collections.abc import Iterable

from kinkeeper.roster.text.names import folded
from kinkeeper.roster.text.slips import distance
from kinkeeper.roster.text.word_list import listed

# From so many letters on one letter may be a slip.
LONG = 5
# What one writes behind a school's name and another leaves out.
GENERIC = listed("school skole skolen skola skolan koulu schule ecole escuela escola scuola")


def closest(name: str, others: Iterable[str]) -> str | None:
    """The one of `others` that differs from `name` least and by little; None where none does, or
    where two are as close."""
    mine = _words(name)
    best: list[tuple[int, str]] = []
    for other in others:
        far = _apart(mine, _words(other))
        if far is not None and (not best or far <= best[0][0]):
            best = [each for each in best if each[0] == far] + [(far, other)]
    return best[0][1] if len(best) == 1 else None


def _words(name: str) -> tuple[str, ...]:
    bare = "".join(char if char.isalnum() else " " for char in folded(name).replace("'", ""))
    return tuple(bare.split())


def _apart(mine: tuple[str, ...], theirs: tuple[str, ...]) -> int | None:
    """How far the two are from each other; None where nobody would take one for the other."""
    if "".join(mine) == "".join(theirs):
        return 0
    core, other = (_without_generic(each) for each in (mine, theirs))
    if len(core) != len(other):
        return None
    far = int((mine == core) != (theirs == other))
    for one, two in zip(core, other, strict=True):
        if one == two:
            continue
        if min(len(one), len(two)) < LONG or not (one + two).isalpha():
            return None
        if distance(one, two, 1) > 1:
            return None
        far += 1
    return far


def _without_generic(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in GENERIC) or words

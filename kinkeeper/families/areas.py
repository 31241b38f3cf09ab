"""Which areas of a child a parent may see on a day, from all that was said of the two (K16).

Whoever speaks of a parent and a child — a hand, a file — is a *voice*, and may say several things,
each with its first and last day. On a day a voice gives what all of it that is in force gives, and
nothing where none of it is: days grant, they do not take away. The parent sees what every voice
gives. Where nobody said anything, the school's default holds. The function `families_areas` of the
database says the same; a law compares the two.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from kinkeeper.families.days import ALWAYS, Days
from kinkeeper.roster.vocabulary import Area

type Areas = frozenset[Area]
EVERY: Areas = frozenset(Area)


@dataclass(frozen=True)
class Rights:
    """What a parent sees of a child, and in what of it the parent acts where a page offers it."""

    sees: Areas
    acts: Areas

    def __and__(self, other: "Rights") -> "Rights":
        return Rights(self.sees & other.sees, self.acts & other.acts)


NOTHING = Rights(frozenset(), frozenset())


@dataclass(frozen=True)
class Said:
    """One thing that a voice says: what the parent sees and only sees, from when until when.

    `areas` are None where it says *as the default*.
    """

    voice: Hashable
    areas: Areas | None
    sees_only: Areas = frozenset()
    days: Days = ALWAYS

    def rights(self, default: Areas) -> Rights:
        sees = default if self.areas is None else self.areas
        return Rights(sees, sees - self.sees_only)


def rights_at(said: Iterable[Said], default: Areas, day: date) -> Rights:
    """What the parent sees on this day. `default` are the areas where nobody said anything."""
    voices: dict[Hashable, list[Rights]] = defaultdict(list)
    for each in said:
        voices[each.voice] += [each.rights(default)] if each.days.on(day) else []
    if not voices:
        return Rights(default, default)
    each_gives = [reduce(Rights.__and__, gives) if gives else NOTHING for gives in voices.values()]
    return reduce(Rights.__and__, each_gives)


def common(defaults: Iterable[Areas]) -> Areas:
    """The areas that all of a child's places give; there is one at least, if only the site."""
    return reduce(frozenset.__and__, defaults, EVERY)


def in_order(areas: Collection[str]) -> list[Area]:
    """As they are told everywhere."""
    return [area for area in Area if area in areas]

"""Which lesson a mark of the register or a change names by its key."""

from collections import defaultdict
from collections.abc import Iterable

from kinkeeper.records.school_day import Lesson
from kinkeeper.records.sourced import Sourced


class Lessons:
    """Those given, to be found by key as files are read: the lesson of the same series, else the
    only one of the school with that key. Two systems of one school may use the same keys."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._by_key: dict[tuple[int, str], dict[int, Lesson]] = defaultdict(dict)
        for each in lessons:
            self._by_key[each.school_id, each.key][each.pk] = each

    def named(self, key: str, school: int, by: Sourced) -> Lesson | None:
        """The lesson that this record means by the key; None where there is none, or several."""
        found = self._by_key.get((school, key), {}).values()
        own = [each for each in found if each.series == by.series]
        meant = own or [*found]
        return meant[0] if len(meant) == 1 else None

"""How many people let an import pass a guard: what organisations say of themselves (R-062).

The strictest counts, as with blocks (`lifting_blocks`): of the organisation of the import, of those
above it, and of those below it, whose people it may touch.
"""

from kinkeeper.organisations.lifting_blocks import TWO
from kinkeeper.organisations.own_settings import contacts
from kinkeeper.roster.text.organisation_paths import is_within

SETTING = "large_imports_need_two"
# So many relationships end without a second person, however many there are.
MOST_ENDED = 20


def needs_two(path: str) -> bool:
    said = contacts().said[SETTING]
    return any(
        value == TWO and (is_within(path, place) or is_within(place, path))
        for place, value in said.items()
    )

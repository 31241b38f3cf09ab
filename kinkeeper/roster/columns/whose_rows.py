"""Whether the rows of a table are of who is imported, as its headings and cells tell (K37)."""

from collections.abc import Collection, Sequence

from kinkeeper.roster.cells.claim_words import is_answer
from kinkeeper.roster.cells.placeholders import is_placeholder
from kinkeeper.roster.headings.field_of_heading import (
    fields_of,
    is_bare_child,
    telling,
    unread_of,
)
from kinkeeper.roster.headings.heading_subject import NOBODY, said_of
from kinkeeper.roster.headings.subject_of_bare_headings import is_class
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.table import FileRefused, Table
from kinkeeper.roster.vocabulary import ChildMatch, Profile


def untold(table: Table) -> set[int]:
    """The columns of children and classes that say so of no row, as in a template for every
    profile, or answer whether its person is a child; all of them where a column says that each row
    is of the profile."""
    places = telling(table.headings)
    return {place for place in places if table.told or _says_nothing(table, place)}


def _says_nothing(table: Table, place: int) -> bool:
    cells = [cell for cell in table.cells[f"c{place}"].unique() if cell.strip()]
    filled = [cell for cell in cells if not is_placeholder(cell)]
    return not filled or (is_bare_child(table.headings[place]) and all(map(is_answer, filled)))


def unclear_whose(
    headings: Sequence[str],
    profile: str,
    chosen: Collection[str] = (),
    untold: Collection[int] = (),
) -> FileRefused | None:
    """The refusal of a table whose names or keys may be of somebody else than who is imported
    (K37), but for headings (folded) that are `chosen`; None where it has no such column."""
    unread = [
        each for each in unread_of(headings, profile, untold) if fold_heading(each) not in chosen
    ]
    if not unread:
        return None
    children = fields_of(headings, Profile.PARENT, ChildMatch.SYNC_KEY)  # *Kind* is one in German
    others = [
        heading
        for heading, field in zip(headings, children, strict=True)
        if field == "child" or said_of(heading).whom != NOBODY
    ]
    others = others or [heading for heading in headings if is_class(heading)]
    return FileRefused(
        "unclear-whose",
        headings=", ".join(unread)[:200],
        others=", ".join(others)[:200],
        profile=profile,
    )

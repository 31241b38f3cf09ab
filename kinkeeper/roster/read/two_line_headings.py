"""Headings in two lines: *Parent 1* over *First name*, *Last name* and *E-mail*."""

import re
from collections.abc import Sequence

from kinkeeper.roster.headings.heading_subject import NAME, NOBODY, PARENT, said_of

DIGITS = re.compile(r"\d+")


def stands_over(cells: Sequence[str]) -> bool:
    """Whether a line may have words over several columns each: there are blank cells in it."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return len(filled) > 1 and filled[-1] + 1 > len(filled)


def joined(above: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The headings `below`, each after the word for people that stands over it, or over the last
    filled cell to its left; None where the line above names no parents and others."""
    if not stands_over(above) or not _names_people(above):
        return None
    width = max(len(below), 1 + max(place for place, cell in enumerate(above) if cell.strip()))
    found, over = [], ""
    for place in range(width):
        here, heading = (
            line[place].strip() if place < len(line) else "" for line in (above, below)
        )
        over = here or over
        whose = _said(heading)[0] != NOBODY
        found.append(heading if whose else f"{over} {heading}".strip())
    return found


def _names_people(cells: Sequence[str]) -> bool:
    people = [whom for whom, what in map(_said, cells) if what == NAME and whom != NOBODY]
    return PARENT in people and len(people) > 1


def _said(text: str) -> tuple[str, str | None]:
    said = said_of(DIGITS.sub(" ", text))
    return said.whom, said.what

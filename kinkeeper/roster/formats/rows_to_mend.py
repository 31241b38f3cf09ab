"""Files of rows to mend: which they are, and that each is only a part of some file."""

from collections.abc import Sequence

from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import FileRefused
from kinkeeper.roster.vocabulary import Links

# The columns that are put in front of the rows of the file.
ADDED = ("Row", "Problem")
LABEL = "A file of rows to mend"


def is_mended(headings: Sequence[str]) -> bool:
    return tuple(headings[: len(ADDED)]) == ADDED


def own(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings that the file had before."""
    return tuple(headings[len(ADDED) :] if is_mended(headings) else headings)


def refuse_as_whole(package: Package, options: Options) -> None:
    """What is only a part ends nothing (K6): the rows that were good are not in it. Raises
    `FileRefused`: `exact-needs-whole`."""
    mended = any(is_mended(sheet.table.headings) for sheet in package.sheets)
    if mended and options.links == Links.EXACT:
        raise FileRefused("exact-needs-whole", format=LABEL)

"""Plain tables: a row a parent or a row a relationship, headings that speak for themselves.

See docs/formats/plain.md.
"""

from dataclasses import replace

from kinkeeper.roster.fields import fold_heading, recognise
from kinkeeper.roster.formats import roles
from kinkeeper.roster.formats.build import Package
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.join import join
from kinkeeper.roster.table import Table

ROLE = frozenset(["role", "profile", "usertype", "persontype", "type", "rolle", "roll", "rooli"])


def fits(package: Package) -> bool:
    return True


def read(package: Package, options: Options) -> Table:
    """Several files are read as one. Where a column tells pupils from parents and the like, the
    rows of the profile asked for alone. Raises `FileRefused`."""
    sheets = package.sheets
    table = join([sheet.table for sheet in sheets], [sheet.name for sheet in sheets])
    table = replace(table, notes=tuple(package.notes))
    return _of_profile(table, options)


def _of_profile(table: Table, options: Options) -> Table:
    by_hand = {fold_heading(heading) for heading in options.mapping}
    for place, heading in enumerate(table.headings):
        folded = fold_heading(heading)
        cell = f"c{place}"
        if folded not in ROLE or folded in by_hand or recognise(heading) is not None:
            continue
        if roles.tells(table.cells[cell]):
            mine = table.cells.filter(roles.are(cell, options.profile))
            other = table.cells.height - mine.height
            notes = (*table.notes, ("other-people", {"count": other}))
            return replace(table, cells=mine, notes=notes)
    return table

"""The rows a plan leaves out, as their file had them, with what is wrong: to mend and upload."""

from collections import defaultdict

import polars as pl

from kinkeeper.intake.models import Import
from kinkeeper.intake.prepare.make_plan import read_all
from kinkeeper.intake.sample_files import harmless
from kinkeeper.intake.stored_plan import message
from kinkeeper.roster.columns.mapping import by_hand, map_table
from kinkeeper.roster.formats.rows_to_mend import ADDED, is_mended
from kinkeeper.roster.headings.secrets import is_secret
from kinkeeper.roster.options import Options
from kinkeeper.roster.table import Table
from kinkeeper.roster.text.isolate import bare
from kinkeeper.roster.text.row_numbers import Lines

MOST = 50_000


def rows_to_mend(roster_import: Import) -> list[list[str]]:
    """A heading line and the rows, with the columns `Row` and `Problem` added in front.

    Cells are as in the uploaded file, so that a mended row can be imported. Raises `storage.Gone`
    when the file is no longer kept.
    """
    options = Options.from_json(roster_import.options)
    table, _kind = read_all(roster_import, options)
    written = table.origin or table
    lines = table.lines if table.origin is None else Lines()
    said = _said(roster_import, table.lines, lines)
    shown = _shown(table, written, options)
    found = [[*ADDED, *(written.headings[place] for place in shown)]]
    wanted = pl.Series(list(said), dtype=pl.UInt32)
    for number, *cells in written.cells.filter(pl.col("row").is_in(wanted.implode())).iter_rows():
        row = [harmless(cells[place]) for place in shown]
        found.append([lines.label(number), bare(" ".join(said.pop(number))), *row])
    for number in sorted(said):  # rows with too few or too many cells have none to show
        found.append([lines.label(number), bare(" ".join(said[number])), *[""] * len(shown)])
    return found


def _said(roster_import: Import, rows: Lines, lines: Lines) -> dict[int, list[str]]:
    """Number as the written file counts -> sentences about it, with the part of a line."""
    said: dict[int, list[str]] = defaultdict(list)
    problems = roster_import.problems.filter(severity="error", row__isnull=False).order_by("number")
    for problem in problems[:MOST]:
        if problem.row is None:
            continue
        if rows == lines:
            said[problem.row].append(message(problem))
        else:
            part = rows.part(problem.row)
            words = message(problem)
            said[rows.line(problem.row)].append(f"{part}: {words}" if part else words)
    return said


def _shown(table: Table, written: Table, options: Options) -> list[int]:
    """Places of the columns that are given back: none of passwords (K12), and of a plain table
    those alone that were read (K30)."""
    added = len(ADDED) if is_mended(written.headings) else 0  # rows that came back once already
    said = by_hand(written.headings, options)
    open_ones = [
        place
        for place, heading in enumerate(written.headings)
        if place >= added and not is_secret(heading) and said.get(place) != "password"
    ]
    if table.origin is not None:
        return open_ones
    mapping = map_table(table, options)
    read = {*mapping.columns.values(), *mapping.more_children}
    return [place for place in open_ones if place in read]

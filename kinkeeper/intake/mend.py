"""The rows a plan leaves out, as their file had them, with what is wrong: to mend and upload."""

from collections import defaultdict

from kinkeeper.intake import transit
from kinkeeper.intake.models import FoundProblem, Import
from kinkeeper.intake.prepare import read_all
from kinkeeper.intake.show import message
from kinkeeper.roster.mapping import map_columns
from kinkeeper.roster.options import Options

MOST = 50_000


def rows_to_mend(roster: Import) -> list[list[str]]:
    """A heading line and the rows, with the columns `Row` and `Problem` added in front.

    Cells are as in the uploaded file, so that a mended row can be imported; passwords are blank
    (K12). Raises `transit.Gone` when the file is no longer kept.
    """
    options = Options.from_json(roster.options)
    table = read_all(transit.take(roster), options)
    said = _said(roster)
    password = map_columns(table.headings, options).columns.get("password")
    found = [["Row", "Problem", *table.headings]]
    for number, *cells in table.cells.filter(table.cells["row"].is_in(list(said))).iter_rows():
        if password is not None:
            cells[password] = ""
        found.append([str(number), " ".join(said.pop(number)), *cells])
    for number in sorted(said):  # rows with too few or too many cells have none to show
        found.append([str(number), " ".join(said[number]), *[""] * len(table.headings)])
    return found


def _said(roster: Import) -> dict[int, list[str]]:
    """Row -> sentences about it."""
    said: dict[int, list[str]] = defaultdict(list)
    problems = FoundProblem.objects.filter(
        roster=roster, severity="error", row__isnull=False
    ).order_by("number")
    for problem in problems[:MOST]:
        if problem.row is not None:
            said[problem.row].append(message(problem))
    return said

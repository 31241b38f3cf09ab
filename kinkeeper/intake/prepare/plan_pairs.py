"""Plans files of rights and consents with days."""

from kinkeeper.intake.directory import pairs as directory
from kinkeeper.intake.models import Import
from kinkeeper.intake.upload import storage
from kinkeeper.roster.options import Options
from kinkeeper.roster.plan.guards import Limits
from kinkeeper.roster.plan.make_plan import Plan
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.records import plan_pairs
from kinkeeper.roster.records.pairs import CONSENTS, RIGHTS
from kinkeeper.roster.records.plan import renumbered
from kinkeeper.roster.table import Bounds, FileRefused, Table
from kinkeeper.roster.text.normalise import tidy_key
from kinkeeper.roster.text.row_numbers import Lines

KINDS = {kind.name: kind for kind in (RIGHTS, CONSENTS)}


def planned(
    roster_import: Import, options: Options, bounds: Bounds, limits: Limits
) -> tuple[Plan, Lines]:
    """Each file is known by its name. Raises `FileRefused`, `storage.Gone`."""
    files = list(zip(roster_import.file_names, storage.take(roster_import), strict=True))
    sheets = sheets_of(files, encoding=options.encoding, delimiter=options.delimiter, bounds=bounds)
    lines = Lines(tuple(sheet.name for sheet in sheets) if len(sheets) > 1 else ())
    tables: dict[str, list[Table]] = {name: [] for name in KINDS}
    for part, sheet in enumerate(sheets):
        name = next((name for name in KINDS if sheet.stem.startswith(name)), None)
        if name is None or not all(sheet.table.place(each) is not None for each in RIGHTS.told):
            raise FileRefused("records-unknown", file=sheet.name)
        table = renumbered(sheet.table, lines, part) if lines.parts else sheet.table
        tables[name].append(table)
    known = directory.known(
        roster_import, _keys([each for some in tables.values() for each in some])
    )
    said = plan_pairs.read(
        (RIGHTS, tables["rights"]), (CONSENTS, tables["consents"]), known, options.date_order
    )
    standing, consented = directory.standing(roster_import, said)
    return plan_pairs.plan(said, standing, consented, limits), lines


def _keys(tables: list[Table]) -> list[str]:
    found = {
        tidy_key(text)
        for table in tables
        for heading in ("parent", "child")
        if (place := table.place(heading)) is not None
        for text in table.cells[f"c{place}"].unique()
        if text
    }
    return sorted(found - {""})

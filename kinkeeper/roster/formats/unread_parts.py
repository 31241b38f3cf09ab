"""What was not read of a package: rows beside the people's own file, and columns of every file."""

from collections.abc import Collection
from dataclasses import replace

from kinkeeper.roster.formats.canonical import Note, Package, spans
from kinkeeper.roster.headings.rights_words import speaks_of_rights
from kinkeeper.roster.headings.unread import NOTHING, Unread, unread_column
from kinkeeper.roster.headings.words import fold_heading
from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.table import Table
from kinkeeper.roster.text.word_list import listed

# Files of packages whose rows are adults, or relationships.
OF_RELATIONSHIPS = listed("""
    users user roles relationships guardianrelationship user_observers students contacts
    personnes responsables persons personen kontexte hat_als ist_von
""")


def with_unread(
    made: Table, package: Package, *, standard: Collection[str] = (), named: bool = False
) -> Table:
    """The rows of the people's own file are in `made` with their numbers; of the other files only
    these words tell, and they forbid what needs the whole truth. `standard`: the headings, folded,
    that the format knows; `named`: its files are known by their names."""
    if made.origin is None:
        return made
    named = named or len(package.sheets) > 1
    columns: list[Unread] = []
    for sheet in package.sheets:
        columns += _of_sheet(sheet, standard, named=named, alone=len(package.sheets) == 1)
    others = {
        fold_heading(name)
        for sheet in package.sheets
        for heading in sheet.table.headings
        for name in (heading, f"{sheet.name}: {heading}")
    }
    made = replace(made, unread=tuple(columns), others=frozenset(others))
    return _with_lost_rows(made, package)


def _of_sheet(sheet: Sheet, standard: Collection[str], *, named: bool, alone: bool) -> list[Unread]:
    """In a file of people or relationships even a heading that the format has elsewhere may say how
    long they hold; in one of classes or terms none does."""
    table, found = sheet.table, []
    relationships = named and sheet.stem in OF_RELATIONSHIPS
    # *custody.csv*, of which nobody knows anything
    strange = not table.taken and speaks_of_rights(sheet.stem)
    for place, heading in enumerate(table.headings):
        if place in table.taken:
            continue
        cells = table.cells[f"c{place}"]
        said = heading or f"#{place + 1}"
        known = fold_heading(heading) in standard
        each = unread_column(
            f"{sheet.name}: {said}" if named else said,
            heading,
            cells,
            standard=known and not strange,
            of_people=relationships or (alone and not known),
        )
        about = each.about_rights or (strange and each.holds != NOTHING)
        found.append(replace(each, about_rights=about))
    return found


def _with_lost_rows(made: Table, package: Package) -> Table:
    notes: list[Note] = []
    count = 0
    for sheet in package.sheets:
        lost = sheet.table.ragged["row"].sort()
        if sheet.table is made.origin or lost.is_empty():
            continue
        detail = {"file": sheet.name, "count": lost.len(), "rows": spans(lost)}
        notes.append(("rows-not-read", detail))
        count += lost.len()
    return replace(made, notes=(*made.notes, *notes), beside=count)

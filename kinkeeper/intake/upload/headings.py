"""The first lines of an uploaded roster, for a person to say what each column is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kinkeeper.intake.file_description import written
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.intake.prepare.hint_children import Hints
from kinkeeper.intake.prepare.make_plan import bounds, unread_before
from kinkeeper.intake.upload import storage
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import of_roots
from kinkeeper.roster.cells.dates import read_dates
from kinkeeper.roster.columns import children_in_cells
from kinkeeper.roster.columns.children_in_cells import Fit, candidates
from kinkeeper.roster.columns.mapping import (
    IGNORE,
    by_hand,
    ignored_by_hand,
    key_of,
    map_columns,
    places_of,
    suggest,
    told_apart,
)
from kinkeeper.roster.fields import DATES
from kinkeeper.roster.formats import Format, choose
from kinkeeper.roster.formats.canonical import Package
from kinkeeper.roster.formats.rows_to_mend import is_mended, own
from kinkeeper.roster.headings.field_of_heading import of_another
from kinkeeper.roster.headings.secrets import is_secret
from kinkeeper.roster.headings.unread import decided, unread_column
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.file_kind import TEXT, content_of
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import FileRefused, Table

LINES = 200
SHOWN = 3
RECENT = 50


@dataclass(frozen=True)
class Column:
    """One column of the file: its heading, the field it would be read as, and its first cells.
    `key` is how a choice names it: by the heading where no other is the same, else by position.
    `known`: its heading alone says the field. `asks`: it may say who has a right to see a child,
    and nobody has said that it does not."""

    heading: str
    field: str | None
    cells: tuple[str, ...]
    key: str
    known: bool = True
    asks: bool = False


@dataclass(frozen=True)
class Top:
    """`written` and `format` say how the file is written, `said` what was noticed: (code, detail).
    Where the format knows its columns by itself, `fields` says what they are, and `child_heading`
    where the children stand; `joins` are the other columns of its files that ask as `Column.asks`
    does.
    `fits`: how many cells of the columns that could say who the children are are pupils here.
    `mended`: these are rows to mend, only a part of some file. `table` has its first lines."""

    columns: tuple[Column, ...]
    written: Mapping[str, Any]
    format: str
    table: Table
    fields: tuple[str | None, ...] | None = None
    child_heading: str = ""
    said: Sequence[tuple[str, Mapping[str, object]]] = ()
    mended: bool = False
    beside: tuple[str, ...] = ()
    fits: tuple[Fit, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def top_of(roster_import: Import, options: Options) -> Top:
    """Raises `FileRefused` where even the headings cannot be read, and `storage.Gone`."""
    table, kind = _table(roster_import, options)
    fields, known = suggest(table, options), suggest(table, replace(options, mapping={}))
    asking = _asking(roster_import, table, options, known)
    columns = tuple(
        Column(
            heading,
            fields[place],
            _cells(table, place, fields[place]),
            key_of(table.headings, place),
            known[place] is not None,
            told_apart(table.headings, place) in asking,
        )
        for place, heading in enumerate(table.headings)
    )
    by_format = table.child_heading if table.links is not None else ""
    return Top(
        columns,
        written(table),
        kind.name,
        table,
        table.fields,
        by_format,
        table.notes,
        is_mended((table.origin or table).headings),
        tuple(each for each in asking if each in {one.name for one in table.unread}),
        tuple(Hints(candidates(table, options), options, of_roots(roster_import.reach)).fits()),
    )


def proposed(top: Top, options: Options) -> Options:
    """With the column that identifies the children by its cells, where nobody has chosen one."""
    fit = children_in_cells.proposed(top.fits)
    if fit is None or options.child_column is not None or "child" in options.mapping.values():
        return options
    if fit.child and (fit.match, fit.separator) == (options.child_match, ""):
        return options
    return replace(options, **children_in_cells.as_options(fit))


def _asking(
    roster_import: Import, table: Table, options: Options, known: Sequence[str | None]
) -> list[str]:
    """The columns that may be about rights and of which nobody in this series has said that they
    are not, as `Unread.name`."""
    own = [
        unread_column(told_apart(table.headings, place), heading, table.cells[f"c{place}"])
        for place, heading in enumerate(table.headings)
        if known[place] is None and place not in table.taken
    ]
    ignored = ignored_by_hand(table.headings, options)
    said = decided([*own, *table.unread], ignored, unread_before(roster_import))
    return [each["name"] for each in said if each["open"]]


def remembered(roster_import: Import, top: Top) -> Import | None:
    """The latest import of a file that looks the same, whose choices a person made: same
    organisation, profile and headings. A file of rows to mend looks like the one it came from.
    None where there is none, or somebody chose already."""
    if roster_import.options != Options(profile=roster_import.profile).as_json():
        return None
    alike = Import.objects.filter(
        organisation=roster_import.organisation,
        profile=roster_import.profile,
        made_by__isnull=False,
        state__in=[ImportState.APPLIED, ImportState.UNDONE, ImportState.PLANNED],
    )
    alike = alike.exclude(pk=roster_import.pk).order_by("-pk")
    if not top.mended:
        return alike.filter(headings=list(top.headings)).first()
    return next((each for each in alike[:RECENT] if _is_part(top, each)), None)


def as_then(before: Import, top: Top) -> Options:
    """The choices made for `before`, as far as this file has the columns. That a column is read as
    somebody's whom its heading does not name (K37) is chosen anew each time."""
    chosen = Options.from_json(before.options)
    said = _by_heading(before) if top.mended else chosen.mapping
    known = {
        key: field
        for key, field in said.items()
        if not any(
            of_another(top.headings[place], field, chosen.profile)
            for place in places_of(key, top.headings)
        )
    }
    if not top.mended:
        return replace(chosen, mapping=known)
    known = {key: field for key, field in known.items() if key in top.headings}
    return replace(chosen, mapping=known, child_column=_childs_heading(before), links="add")


def _by_heading(whole: Import) -> dict[str, str]:
    """The choices by heading alone: in a part of a file the columns have other positions, and of
    two with one heading there is that which was read."""
    said = by_hand(whole.headings, Options.from_json(whole.options)).items()
    unread = {whole.headings[place]: field for place, field in said if field == IGNORE}
    return unread | {whole.headings[place]: field for place, field in said if field != IGNORE}


def _childs_heading(whole: Import) -> str | None:
    child = Options.from_json(whole.options).child_column
    places = places_of(child, whole.headings) if child else []
    return whole.headings[places[0]] if places else child


def _is_part(top: Top, whole: Import) -> bool:
    """Whether a file of rows to mend may have come from this one: all that was read of it is
    there, in the same order. Where the format knows its columns, an empty one may be missing."""
    mine, theirs = own(top.headings), own(whole.headings)
    rest = iter(theirs)
    if not all(heading in rest for heading in mine):
        return False
    unread = {IGNORE, "password"}
    read = {heading for heading, field in _by_heading(whole).items() if field not in unread}
    read |= {_childs_heading(whole) or ""} - {""}
    return top.fields is not None or read <= set(mine)


def try_out(top: Top, options: Options) -> None:
    """Raises `FileRefused` where the columns could not be read with these options."""
    map_columns(top.table, options)


def unsure_dates(top: Top, options: Options) -> str | None:
    """A date in the first lines of which it must be asked whether the day or the month comes first;
    the empty string where there are no dates yet that tell, and None where it need not be asked."""
    try:
        found = map_columns(top.table, options)
    except FileRefused:
        return None
    for field in DATES:
        if field in found.columns:
            cells = top.table.cells[f"c{found.columns[field]}"].str.strip_chars().replace("", None)
            asks = read_dates(cells).asks
            if asks is not None or not cells.count():
                return asks or ""
    return None


def _table(roster_import: Import, options: Options) -> tuple[Table, Format]:
    """A single text by its first lines; a spreadsheet or package whole."""
    sheets = sheets_of(
        _files(roster_import),
        encoding=options.encoding,
        delimiter=options.delimiter,
        bounds=bounds(),
    )
    package = Package(sheets, today_at(roster_import.place))
    kind = choose(package, options)
    return kind.read(package, options), kind


def _files(roster_import: Import) -> list[tuple[str, bytes]]:
    head = storage.head(roster_import)
    name = roster_import.file_names[0]
    if len(roster_import.file_names) == 1 and content_of(name, head) == TEXT:
        return [(name, head)]
    return list(zip(roster_import.file_names, storage.take(roster_import), strict=True))


def _cells(table: Table, place: int, field: str | None) -> tuple[str, ...]:
    """A few filled cells; of a password none (K12)."""
    if field == "password" or is_secret(table.headings[place]):
        return ("••••••",)
    cells = [cell.strip() for cell in table.cells[f"c{place}"].head(LINES)]
    return tuple(cell[:60] for cell in cells if cell)[:SHOWN]

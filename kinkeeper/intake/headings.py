"""The first lines of an uploaded roster, for a person to say what each column is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kinkeeper.families.days import today
from kinkeeper.intake import transit
from kinkeeper.intake.models import Import, State
from kinkeeper.intake.prepare import bounds, written
from kinkeeper.roster.fields import is_secret
from kinkeeper.roster.formats import Format, choose
from kinkeeper.roster.formats.build import Package
from kinkeeper.roster.mapping import IGNORE, map_columns, suggest
from kinkeeper.roster.mended import is_mended, own
from kinkeeper.roster.options import Options
from kinkeeper.roster.read.content import TEXT, content_of
from kinkeeper.roster.read.files import sheets_of
from kinkeeper.roster.table import Table
from kinkeeper.roster.whose import of_another

LINES = 200
SHOWN = 3
RECENT = 50


@dataclass(frozen=True)
class Column:
    """One column of the file: its heading, the field it would be read as, and its first cells."""

    heading: str
    field: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Top:
    """`note` says how the file is written, `said` what was noticed: (code, detail). Where the
    format knows its columns by itself, `fields` says what they are, and `child_heading` where the
    children stand. `mended`: these are rows to mend, only a part of some file."""

    columns: tuple[Column, ...]
    note: str
    fields: tuple[str | None, ...] | None = None
    child_heading: str = ""
    said: Sequence[tuple[str, Mapping[str, object]]] = ()
    mended: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)


def top_of(roster: Import, options: Options) -> Top:
    """Raises `FileRefused` where even the headings cannot be read, and `transit.Gone`."""
    table, kind = _table(roster, options)
    fields = suggest(table, options)
    columns = tuple(
        Column(heading, fields.get(heading), _cells(table, place, fields.get(heading)))
        for place, heading in enumerate(table.headings)
    )
    by_format = table.child_heading if table.links is not None else ""
    return Top(
        columns,
        written(table, kind),
        table.fields,
        by_format,
        table.notes,
        is_mended((table.origin or table).headings),
    )


def remembered(roster: Import, top: Top) -> Import | None:
    """The latest import of a file that looks the same, whose choices a person made: same
    organisation, profile and headings. A file of rows to mend looks like the one it came from.
    None where there is none, or somebody chose already."""
    if roster.options != Options(profile=roster.profile).as_json():
        return None
    alike = Import.objects.filter(
        organisation=roster.organisation,
        profile=roster.profile,
        made_by__isnull=False,
        state__in=[State.APPLIED, State.UNDONE, State.PLANNED],
    )
    alike = alike.exclude(pk=roster.pk).order_by("-pk")
    if not top.mended:
        return alike.filter(headings=list(top.headings)).first()
    return next((each for each in alike[:RECENT] if _is_part(top, each)), None)


def as_then(before: Import, top: Top) -> Options:
    """The choices made for `before`, as far as this file has the columns. That a column is read as
    somebody's whom its heading does not name (K37) is chosen anew each time."""
    chosen = Options.from_json(before.options)
    known = {
        heading: field
        for heading, field in chosen.mapping.items()
        if not of_another(heading, field, chosen.profile)
    }
    if not top.mended:
        return replace(chosen, mapping=known)
    known = {heading: field for heading, field in known.items() if heading in top.headings}
    return replace(chosen, mapping=known, links="add")


def _is_part(top: Top, whole: Import) -> bool:
    """Whether a file of rows to mend may have come from this one: all that was read of it is
    there, in the same order. Where the format knows its columns, an empty one may be missing."""
    mine, theirs = own(top.headings), own(whole.headings)
    rest = iter(theirs)
    if not all(heading in rest for heading in mine):
        return False
    chosen = Options.from_json(whole.options)
    unread = {IGNORE, "password"}
    read = {heading for heading, field in chosen.mapping.items() if field not in unread}
    read |= {chosen.child_column or ""} - {""}
    return top.fields is not None or read <= set(mine)


def try_out(top: Top, options: Options) -> None:
    """Raises `FileRefused` where the columns could not be read with these options."""
    map_columns(top.headings, options, top.fields)


def _table(roster: Import, options: Options) -> tuple[Table, Format]:
    """A single text by its first lines; a spreadsheet or package whole."""
    sheets = sheets_of(
        _files(roster),
        encoding=options.encoding,
        delimiter=options.delimiter,
        bounds=bounds(),
    )
    package = Package(sheets, today())
    kind = choose(package, options)
    return kind.read(package, options), kind


def _files(roster: Import) -> list[tuple[str, bytes]]:
    head = transit.head(roster)
    name = roster.file_names[0]
    if len(roster.file_names) == 1 and content_of(name, head) == TEXT:
        return [(name, head)]
    return list(zip(roster.file_names, transit.take(roster), strict=True))


def _cells(table: Table, place: int, field: str | None) -> tuple[str, ...]:
    """A few filled cells; of a password none (K12)."""
    if field == "password" or is_secret(table.headings[place]):
        return ("••••••",)
    cells = [cell.strip() for cell in table.cells[f"c{place}"].head(LINES)]
    return tuple(cell[:60] for cell in cells if cell)[:SHOWN]

"""Which kind of record a file has: by its name, or by its headings."""

from kinkeeper.roster.read.files import Sheet
from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds import KINDS
from kinkeeper.roster.table import FileRefused


def kind_of(sheet: Sheet) -> Kind:
    """The name counts where the headings fit it; `attendance_correction` and `attendance-2` are
    attendance. Raises `FileRefused`."""
    fitting = [kind for kind in KINDS if _fits(kind, sheet)]
    named = [kind for kind in fitting if _is_named(kind, sheet.stem)]
    found = named or fitting
    if not found:
        raise FileRefused("records-unknown", file=sheet.name)
    longest = max(found, key=lambda kind: len(kind.name) if named else len(kind.told))
    rivals = [kind for kind in found if kind is not longest and not named]
    if rivals:
        raise FileRefused("records-unknown", file=sheet.name)
    return longest


def _fits(kind: Kind, sheet: Sheet) -> bool:
    return all(sheet.table.place(heading) is not None for heading in kind.told)


def _is_named(kind: Kind, stem: str) -> bool:
    rest = stem.removeprefix(kind.name)
    return rest != stem and not rest[:1].isalpha()

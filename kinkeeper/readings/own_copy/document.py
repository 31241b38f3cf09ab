"""What a copy is made of: sections of entries, for machines and for people from the same values."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import Area

FORMAT, VERSION = "kinkeeper-own-data", 1


@dataclass(frozen=True)
class Coded:
    """A value that machines read as a code, and people as words."""

    code: str
    words: str | Promise


@dataclass(frozen=True)
class Section:
    """`fields` are the labels of its entries' values by their names; each entry has these and no
    other. `one`: there is one entry, and no list of them."""

    name: str
    title: str | Promise
    fields: Mapping[str, str | Promise]
    entries: Sequence[Mapping[str, Any]] = ()
    one: bool = False

    def for_machines(self) -> Any:
        said = [{name: _plain(each[name]) for name in self.fields} for each in self.entries]
        return said[0] if self.one else said

    def for_people(self) -> Iterator[list[tuple[str, str]]]:
        """Label and words of each value that there is."""
        for each in self.entries:
            yield [
                (str(label), words)
                for name, label in self.fields.items()
                if (words := _words(each[name]))
            ]


@dataclass(frozen=True)
class OfChild:
    """What the parent sees of one child; `number` is the internal person ID. With no `areas` it is
    listed by name alone."""

    number: int
    name: str
    sections: Sequence[Section]
    areas: Collection[Area] = ()


@dataclass(frozen=True)
class Copy:
    """`about` is the name of whose copy it is, `language` that of its words. What an office made
    always says that something may be missing, whether it is or not: else it would tell (K28).
    `files`: what goes with it, by name."""

    about: str
    made_at: datetime
    language: str
    sections: Sequence[Section]
    children: Sequence[OfChild] = field(default=())
    files: Iterable[tuple[str, bytes]] = ()
    by_office: bool = False

    @property
    def count(self) -> int:
        """How many entries it has."""
        parts = [self.sections, *(child.sections for child in self.children)]
        return sum(len(section.entries) for sections in parts for section in sections)

    def for_machines(self) -> dict[str, Any]:
        """As docs/formats/own-data.md describes it: texts, numbers, lists; moments with their
        offset from UTC."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "made_at": _plain(self.made_at),
            "made_by": "office" if self.by_office else "owner",
            "language": self.language,
            **{each.name: each.for_machines() for each in self.sections},
            "children": [
                {section.name: section.for_machines() for section in child.sections}
                for child in self.children
            ],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.code
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int) else str(value)


def _words(value: Any) -> str:
    """Empty for what there is not."""
    if isinstance(value, Coded):
        return str(value.words)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, list | tuple):
        return ", ".join(_words(each) for each in value)
    return "" if value is None else alone(str(_plain(value)))

"""A file of another format, as the files of records say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kinkeeper.roster.table import Table


@dataclass(frozen=True)
class Translated(Table):
    """`told_as`: our headings -> those of the file, by which its problems are told. `deleted`: keys
    of records that the file says are gone. `undated`: it has no column for the moment from which
    parents see a record; the kind says what holds then (`Kind.undated`)."""

    told_as: Mapping[str, str] = field(default_factory=dict)
    deleted: frozenset[str] = frozenset()
    undated: bool = False

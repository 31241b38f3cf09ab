"""How a command answers: one JSON document on stdout, or words; talk goes to stderr."""

import json
import sys
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any

from kinkeeper.roster.text.isolate import alone, bare


class Exit(IntEnum):
    DONE = 0
    REFUSED = 1
    USAGE = 2
    GUARD = 3
    STALE = 4
    UNEXPECTED = 70
    INTERRUPTED = 130


class Refused(Exception):
    """The command can't be done as asked; nothing about people was written. `more` goes into the
    JSON beside the code."""

    def __init__(
        self, code: str, message: str, exit_code: Exit = Exit.REFUSED, **more: object
    ) -> None:
        super().__init__(message)
        self.code = code
        self.exit_code = exit_code
        self.more = more


# What has to be written down before anything is answered; whoever acts puts it here.
BEFORE: list[Callable[[], None]] = []


def about_to_answer() -> None:
    """Before the first word on stdout, however it gets there."""
    for each in BEFORE:
        each()


def say(text: str) -> None:
    """Talk, for a person who watches."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # talking is its job


def put(text: str) -> None:
    about_to_answer()
    print(text)  # noqa: T201  # so is answering


def put_json(document: Any) -> None:
    put(bare(json.dumps(document, ensure_ascii=False, default=str)))


def put_table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for a person; wide values wrap, none is cut, nothing is read as markup."""
    about_to_answer()
    from rich.console import Console  # noqa: PLC0415  # half of --help's time otherwise
    from rich.table import Column, Table  # noqa: PLC0415  # as above
    from rich.text import Text  # noqa: PLC0415  # as above

    table = Table(*[Column(heading, overflow="fold") for heading in headings])
    for row in rows:
        table.add_row(*[Text("" if cell is None else alone(cell)) for cell in row])
    Console(file=sys.stdout).print(table)

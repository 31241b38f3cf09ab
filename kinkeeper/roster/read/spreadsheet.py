"""XLSX, XLSB, XLS and ODS in, a table out: what a person sees of the first sheet.

The spreadsheet is read by a process of its own with bounded memory and time, so that a file made
to hurt can end nothing but that; see decision 0010.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

from kinkeeper.roster.read import archive, sheet_notes
from kinkeeper.roster.read.delimited import table_of
from kinkeeper.roster.read.file_kind import OLE
from kinkeeper.roster.table import Bounds, FileRefused, Table

CHILD = Path(__file__).with_name("spreadsheet_child.py")
MOST_SECONDS = 180
ENTRIES = 2_000  # a workbook has a file for each sheet, picture and chart
CELLS = 40_000_000
FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
REFERENCE = re.compile(rb'<c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,8})"')
MACROS = ("xl/vbaproject.bin", "basic/")
OLE_MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
SHEETS = re.compile(r"^xl/worksheets/[^/]+\.xml$")


def read(data: bytes, bounds: Bounds) -> Table:
    """The first visible sheet that has cells. Raises `FileRefused`: `spreadsheet-refused`,
    `archive-refused`, `empty-file`, `too-large`."""
    if data.startswith(OLE):
        if OLE_MACROS in data:
            raise FileRefused("spreadsheet-refused", reason="macros")
    else:
        _look_inside(data, bounds)
    text, said = _read_apart(data)
    if not text.strip('"\n, ') and (said["unseen"] or said["rows"]):
        raise FileRefused("spreadsheet-refused", reason="unseen")
    table = table_of(text, delimiter=",", most_rows=bounds.rows, spreadsheet=True)
    return sheet_notes.with_said(table, said)


def _look_inside(data: bytes, bounds: Bounds) -> None:
    """Everything that could hurt, seen piece by piece: nothing is kept while looking."""
    with archive.opened(data) as book:
        entries = [entry for entry in book.infolist() if not entry.is_dir()]
        archive.check(entries, len(data), bounds, entries_limit=ENTRIES)
        for entry in entries:
            name = entry.filename.lower()
            if name.startswith(MACROS):
                raise FileRefused("spreadsheet-refused", reason="macros")
            if name.startswith("xl/externallinks/"):
                raise FileRefused("spreadsheet-refused", reason="links")
            if name.endswith((".xml", ".rels")):
                _look_through(book.open(entry), grid=SHEETS.match(name) is not None)


def _look_through(source: IO[bytes], *, grid: bool) -> None:
    """Refuses entities, and sheets whose corners are so far apart that the grid between them
    would fill the memory."""
    tail = b""
    columns = rows = 1
    with source:
        while piece := source.read(archive.PIECE):
            text = tail + piece
            if FORBIDDEN.search(text):
                raise FileRefused("spreadsheet-refused", reason="entities")
            if grid:
                for letters, number in REFERENCE.findall(text):
                    columns = max(columns, _column(letters))
                    rows = max(rows, int(number))
                if rows * columns > CELLS or columns > 16_384:
                    raise FileRefused("spreadsheet-refused", reason="cells")
            tail = text[-400:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _read_apart(data: bytes) -> tuple[str, dict[str, Any]]:
    """The text, and what `spreadsheet_child.Said` has."""
    try:
        done = subprocess.run(  # noqa: S603  # our own file, no shell, an empty environment
            [sys.executable, "-I", str(CHILD)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused("spreadsheet-refused", reason="cells") from error
    if done.returncode != 0:
        reason = {3: "broken", 4: "locked", 5: "hidden"}.get(done.returncode, "cells")
        raise FileRefused("spreadsheet-refused", reason=reason)
    first, _, text = done.stdout.decode("utf-8").partition("\n")
    return text, json.loads(first)

"""Pages in, one PDF out: Typst in pieces on all cores, joined and counted.

Everything that comes from a person is handed over as data; none of it is ever read as markup.
"""

import io
import json
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from pypdf import PdfReader, PdfWriter

from kinkeeper.letters.page import Page, Sender

TEMPLATES = Path(__file__).parent / "typst"
PIECE = 250
Tell = Callable[[int, int], None]


class WrongCount(Exception):
    """The typesetter made another number of pages than there are letters; nothing is handed out."""


def letters(pages: Sequence[Page], sender: Sender, tell: Tell | None = None) -> bytes:
    """A page for each person. Raises `WrongCount`."""
    made = _typeset("letter.typ", pages, sender, tell)
    if _count(made) != len(pages):
        raise WrongCount(f"{_count(made)} pages for {len(pages)} letters")
    return made


def office_list(pages: Sequence[Page], sender: Sender, tell: Tell | None = None) -> bytes:
    """A table for the office, to be cut apart and handed over in person."""
    return _typeset("list.typ", pages, sender, tell)


def _typeset(template: str, pages: Sequence[Page], sender: Sender, tell: Tell | None) -> bytes:
    pieces = [pages[start : start + PIECE] for start in range(0, len(pages), PIECE)]
    jobs = [(template, [page.as_json() for page in piece], sender.as_json()) for piece in pieces]
    if len(jobs) == 1:
        return piece_of(jobs[0])
    made: list[bytes] = []
    # A fresh process holds no database connection and no thread of this one's.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as workers:
        for pdf in workers.map(piece_of, jobs):
            made.append(pdf)
            if tell is not None:
                tell(min(len(made) * PIECE, len(pages)), len(pages))
    return _joined(made)


def piece_of(job: tuple[str, list[dict[str, Any]], dict[str, str]]) -> bytes:
    """One piece as a PDF; runs in a process of its own when there are several."""
    template, pages, sender = job
    for page in pages:
        page["qr"] = qr_rows(page["link"])
    data = json.dumps({"sender": sender, "pages": pages}, ensure_ascii=False)
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format="pdf",
        sys_inputs={"data": data},
        pdf_tags=True,
    )
    return bytes(made)


def qr_rows(link: str) -> str:
    """The link as a QR code, an SVG of one path: small in the file and sharp in print."""
    barcode = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    bits = memoryview(barcode.to_image(scale=1, add_quiet_zones=False))
    height, width = bits.shape or (0, 0)
    path = []
    for row in range(height):
        column = 0
        while column < width:
            if bits[row, column]:
                column += 1
                continue
            start = column
            while column < width and not bits[row, column]:
                column += 1
            path.append(f"M{start} {row}h{column - start}v1h-{column - start}z")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{"".join(path)}"/></svg>'
    )


def _count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _joined(pieces: list[bytes]) -> bytes:
    writer = PdfWriter()
    for piece in pieces:
        writer.append(io.BytesIO(piece), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

"""Pages in, one PDF out: Typst in pieces on all cores, joined and counted."""

import io
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

from pypdf import PdfReader, PdfWriter

from kinkeeper.letters.letter_page import Page, Sender
from kinkeeper.letters.typeset_piece import piece_of

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


def _count(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _joined(pieces: list[bytes]) -> bytes:
    writer = PdfWriter()
    for piece in pieces:
        writer.append(io.BytesIO(piece), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()

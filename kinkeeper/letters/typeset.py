"""Pages in, one PDF out: Typst in pieces on all cores, joined and counted, as a stream."""

import multiprocessing
import os
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from django.conf import settings

from kinkeeper.letters.join_pdfs import Joined, count
from kinkeeper.letters.letter_data import Page, Sender
from kinkeeper.letters.typeset_piece import Job, end_with_parent, piece_of

PIECE = 250
CORES = os.cpu_count() or 1
AHEAD = 2 * CORES  # pieces that wait or are at work: no core is idle, and no more is in memory

Pieces = Iterator[Sequence[Page]]
Made = Generator[bytes, None, None]


class WrongCount(Exception):
    """The typesetter made another number of pages than there are letters; nothing is handed out."""


def letters(pieces: Pieces, sender: Sender) -> Made:
    """A page for each person. Raises `WrongCount`."""
    return _typeset("letter.typ", pieces, sender, check=True)


def office_list(pieces: Pieces, sender: Sender) -> Made:
    """A table for the office, to be cut apart and handed over in person."""
    return _typeset("list.typ", pieces, sender, check=False)


def _typeset(template: str, pieces: Pieces, sender: Sender, *, check: bool) -> Made:
    """A single piece is made in this process, and keeps its tags for screen readers. The next pages
    are asked for while the cores are at those before."""
    first, second = next(pieces, None), next(pieces, None)
    if first is None:
        return
    if second is None:
        yield _checked(piece_of(_job(template, first, sender, tags=True)), first, check=check)
        return
    joined = Joined(sender.site)
    for made, pages in _in_processes(template, chain([first, second], pieces), sender):
        yield joined.add(_checked(made, pages, check=check))
    yield joined.end()


def _in_processes(
    template: str, pieces: Pieces, sender: Sender
) -> Iterator[tuple[bytes, Sequence[Page]]]:
    """In the order of the pieces, whichever is ready first."""
    # A fresh process holds no database connection and no thread of this one's.
    context = multiprocessing.get_context("spawn")
    at_work: deque[tuple[Future[bytes], Sequence[Page]]] = deque()
    workers = ProcessPoolExecutor(CORES, mp_context=context, initializer=end_with_parent)
    try:
        for pages in pieces:
            job = _job(template, pages, sender, tags=False)
            at_work.append((workers.submit(piece_of, job), pages))
            if len(at_work) == AHEAD:
                future, those = at_work.popleft()
                yield future.result(), those
        for future, those in at_work:
            yield future.result(), those
    finally:
        workers.shutdown(cancel_futures=True)


def _job(template: str, pages: Sequence[Page], sender: Sender, *, tags: bool) -> Job:
    return template, [page.as_json() for page in pages], sender.as_json(), settings.FONTS, tags


def _checked(made: bytes, pages: Sequence[Page], *, check: bool) -> bytes:
    if check and count(made) != len(pages):
        raise WrongCount(f"{count(made)} pages for {len(pages)} letters")
    return made

"""How far long work is: one line on stderr, on a terminal alone, gone when the work is done.

The work tells nobody here: a thread looks now and then, on a connection of its own, at what the
pages show of it too. So what is quick stays as it is, and no step knows who watches.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.db import Error, connection

from kinkeeper.intake import locks
from kinkeeper.intake.models import Import
from kinkeeper.letters.models import Batch, LetterState

FIRST = 0.7  # seconds before a line is shown at all
BETWEEN = 0.4
STEPS = {locks.READING: "Reading and comparing", locks.APPLYING: "Writing"}


@dataclass(frozen=True)
class Far:
    """`done` of `total`; a total of 0 is not known, and only the time is shown."""

    what: str
    done: int = 0
    total: int = 0


type Look = Callable[[], Far]


@contextmanager
def shown(look: Look) -> Iterator[None]:
    """The line stands there while the block lasts."""
    if not sys.stderr.isatty():
        yield
        return
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(look, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def of_import(roster_import: Import) -> Look:
    def look() -> Far:
        found = locks.how_far(roster_import)
        if found is None:
            return Far(STEPS[locks.READING])
        return Far(STEPS.get(found.step, found.step), found.done, found.total)

    return look


def of_mails(batch: Batch) -> Look:
    def look() -> Far:
        total = batch.letters.exclude(state=LetterState.LEFT_OUT).count()
        waiting = batch.letters.filter(state=LetterState.WAITING).count()
        return Far("Sending", total - waiting, total)

    return look


def only(what: str) -> Look:
    """Of work that is done as a whole: for how long it has been going on."""
    return lambda: Far(what)


def _watch(look: Look, over: threading.Event) -> None:
    if over.wait(FIRST):
        return
    from rich.console import Console  # noqa: PLC0415  # what is quick does not need it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn  # noqa: PLC0415  # as above

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), transient=True) as line:
            task = line.add_task("", total=None)
            while True:
                with suppress(Error):  # the work itself says so
                    far = look()
                    line.update(
                        task, description=far.what, completed=far.done, total=far.total or None
                    )
                if over.wait(BETWEEN):
                    return
    finally:
        connection.close()

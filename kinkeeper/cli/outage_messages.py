"""What a command says when the machine failed it: what happened, what was kept, what to do."""

import os

from kinkeeper.lib.outage import Trouble, trouble, words_of

# Less than this, and PostgreSQL cannot make the next file of its journal (16 MB each).
LITTLE = 32 << 20


AGAIN = "run the same command again; kinkeeper import list shows how far each import got"


def told(error: BaseException, then: str = AGAIN) -> tuple[str, str] | None:
    """(code, sentence) where database, disk or a restore is the cause; None where it is a bug.
    `then` is what to do once the machine is mended."""
    from kinkeeper.organisations.restore_hold import OnHold  # noqa: PLC0415  # --help must not wait for it

    if isinstance(error, OnHold):
        return "restored", str(error)
    broken = trouble(error)
    if broken is None:
        return None
    if broken == Trouble.DATABASE and _embedded_disk_is_full():
        broken = Trouble.DATABASE_FULL
    return str(broken), _SENTENCES[broken].format(
        said=words_of(error), file=_file_of(error), then=then
    )


_SENTENCES = {
    Trouble.DATABASE: (
        "The database does not answer: {said}. Nothing is half-written: each step is done or not "
        "done. Make sure that PostgreSQL is running, then {then}."
    ),
    Trouble.DATABASE_FULL: (
        "The database’s disk is full. Nothing is half-written: each step is done or not done. "
        "Free some space there, then {then}."
    ),
    Trouble.DISK_FULL: (
        "The disk is full: {file} could not be written. Nothing is half-written. Free some space "
        "there, then {then}."
    ),
}


def _embedded_disk_is_full() -> bool:
    """The embedded server dies, or does not start, where its journal has no room; it cannot say
    why then, but its folder is here to be looked at."""
    from django.conf import settings  # noqa: PLC0415  # --help must not wait for it

    if not settings.EMBEDDED:
        return False
    try:
        room = os.statvfs(settings.HOME)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < LITTLE


def _file_of(error: BaseException | None) -> str:
    while error is not None:
        if isinstance(error, OSError) and error.filename:
            return str(error.filename)
        error = error.__cause__ or error.__context__
    return "a file"

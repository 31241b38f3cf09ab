"""Tells a broken machine from a bug: a database that does not answer, a disk that is full.

Everything here is found out from the error alone, so that commands, pages, jobs and the log say
the same of it.
"""

import errno
from enum import StrEnum

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DATABASE_FULL = "53100"  # PostgreSQL's disk_full
# Connection exceptions, an ended server and a server that takes nobody in (its appendix A).
GONE = ("08", "53300", "57P01", "57P02", "57P03", "57P05")


class Trouble(StrEnum):
    """What is broken; the value is the code that commands print."""

    DATABASE = "database"
    DATABASE_FULL = "database-full"
    DISK_FULL = "disk-full"


def trouble(error: BaseException | None) -> Trouble | None:
    """What is broken, from the error or from what it came of; None: the error is something else."""
    for each in _chain(error):
        found = _of_one(each)
        if found is not None:
            return found
    return None


def words_of(error: BaseException | None) -> str:
    """The reason in one line and without data: what PostgreSQL adds may quote a row."""
    for each in _chain(error):
        if _of_one(each) is not None:
            primary = getattr(getattr(each, "diag", None), "message_primary", None)
            said = primary or getattr(each, "strerror", None) or str(each).strip() or "no answer"
            return " ".join(str(said).splitlines()[0].split())[:300]
    return ""


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _of_one(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError):
        return Trouble.DISK_FULL if error.errno in FULL else None
    if not type(error).__module__.startswith("psycopg"):
        return None
    from psycopg import InterfaceError, OperationalError  # noqa: PLC0415  # --help does not need it

    state = getattr(error, "sqlstate", None)
    if state == DATABASE_FULL or "No space left on device" in str(error):
        return Trouble.DATABASE_FULL
    if isinstance(error, OperationalError | InterfaceError) and state is None:
        return Trouble.DATABASE
    return Trouble.DATABASE if state is not None and state.startswith(GONE) else None

"""What is asked of a place, what comes back, and why nothing does."""

import hashlib
from dataclasses import dataclass, field

from kinkeeper.sources.run_failed import Failure


@dataclass(frozen=True)
class Ask:
    """`secret` is open here, and nowhere else; it has no part in what is printed. `etag` is the
    server's name for what was taken last, empty for asking anew. `records`: calendars and scopes
    are files to take, too."""

    kind: str
    address: str
    take: str
    username: str = ""
    secret: str = field(default="", repr=False)
    host_key: str = ""
    etag: str = ""
    records: bool = False


@dataclass(frozen=True)
class Fetched:
    """`files` are (name, content)."""

    files: tuple[tuple[str, bytes], ...]
    etag: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the set of files; names and order have no part in it, because a nightly file
        is named for its night."""
        each = sorted(hashlib.sha256(data).digest() for _name, data in self.files)
        return hashlib.sha256(b"".join(each)).hexdigest()


class NothingNew(Exception):
    """`code`: `nothing-there`, `not-complete` or `same` (the server says so)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFetched(Failure):
    """The place is not allowed, does not answer, or answers wrongly."""

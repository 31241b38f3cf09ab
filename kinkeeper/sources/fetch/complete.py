"""Which of a folder's files make the newest complete roster, from two looks at the folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kinkeeper.sources.fetch_result import NotFetched, NothingNew
from kinkeeper.sources.models import Take

SUFFIXES = (".csv", ".txt", ".tsv", ".tab", ".xlsx", ".xls", ".ods", ".xml", ".json", ".zip")
OF_RECORDS = (*SUFFIXES, ".ics", "scopes.json")
DONE = ".done"


@dataclass(frozen=True)
class Listed:
    """`size` in bytes, `changed` in seconds as the place's own clock has it."""

    name: str
    size: int
    changed: float


def chosen(
    before: Sequence[Listed],
    now: Sequence[Listed],
    *,
    pattern: str,
    take: str,
    records: bool = False,
) -> list[Listed]:
    """The files to take, of those that match the pattern (`*` is every roster file).

    A file is complete when it was the same at both looks, or when `NAME.done` stands beside it
    that is no older. Raises `NothingNew`.
    """
    wanted = [
        file
        for file in now
        if is_roster(file.name, records=records) and fnmatchcase(file.name, pattern)
    ]
    if not wanted:
        raise NothingNew("nothing-there")
    known = set(before)
    marks = {file.name: file.changed for file in now if file.name.endswith(DONE)}
    complete = [f for f in wanted if f.size > 0 and (f in known or _marked(f, marks))]
    if take == Take.ALL:
        if len(complete) < len(wanted):
            raise NothingNew("not-complete")
        return sorted(complete, key=lambda file: file.name)
    if not complete:
        raise NothingNew("not-complete")
    return [max(complete, key=lambda file: (file.changed, file.name))]


def is_roster(name: str, *, records: bool = False) -> bool:
    """By its suffix; what begins with a dot is a file under way, as rsync and others write it."""
    suffixes = OF_RECORDS if records else SUFFIXES
    return not name.startswith(".") and name.lower().endswith(suffixes)


def within_limits(files: Sequence[Listed], *, most_bytes: int, most_files: int) -> None:
    """Raises `NotFetched` before anything is read."""
    if len(files) > most_files:
        raise NotFetched("too-many", most=str(most_files))
    if sum(file.size for file in files) > most_bytes:
        raise NotFetched("too-large", most=str(most_bytes // 1_000_000))


def _marked(file: Listed, marks: dict[str, float]) -> bool:
    stem = file.name.rsplit(".", 1)[0]
    found = [marks[mark] for mark in (file.name + DONE, stem + DONE) if mark in marks]
    return any(changed >= file.changed for changed in found)

"""Looks through the journal: whether every line is as it was sealed, and all are there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from kinkeeper.journal import chain, noted
from kinkeeper.journal.models import Seal
from kinkeeper.journal.seal_lines import last_seal
from kinkeeper.lib import db, locks

AT_ONCE = 20  # seals; of 2,000 lines at most

SEALS = f"""
SELECT seal.number, seal.head, {chain.content("seal")}, cardinality(seal.lines), seal.lines[1],
    seal.was IS NOT NULL
FROM journal_seal seal WHERE seal.number > %s ORDER BY seal.number LIMIT {AT_ONCE}
"""  # noqa: S608  # our own text
# What lines say since they were emptied, by the latest seal that tells of it.
EMPTIED = """
SELECT DISTINCT ON (said.id) said.id, said.digest FROM journal_seal seal
CROSS JOIN LATERAL unnest(seal.lines, seal.digests) AS said (id, digest)
WHERE seal.was IS NOT NULL ORDER BY said.id, seal.number DESC
"""
BROKEN = f"""
SELECT said.id, line.id IS NULL FROM journal_seal seal
CROSS JOIN LATERAL unnest(seal.lines, seal.digests) AS said (id, digest)
LEFT JOIN journal_entry line ON line.id = said.id
LEFT JOIN ({EMPTIED}) emptied ON emptied.id = said.id
WHERE seal.number BETWEEN %s AND %s AND seal.was IS NULL
  AND (line.id IS NULL OR coalesce(emptied.digest, said.digest) <> {chain.DIGEST})
"""  # noqa: S608  # as above
# Lines of which a seal says that they were emptied, and that were something else before than the
# seal before it says.
OTHERWISE = """
SELECT DISTINCT id FROM (
    SELECT said.id, said.was,
        lag(said.digest) OVER (PARTITION BY said.id ORDER BY seal.number) AS before
    FROM journal_seal seal
    CROSS JOIN LATERAL unnest(seal.lines, seal.digests, seal.was) AS said (id, digest, was)
    WHERE said.id IN (SELECT unnest(lines) FROM journal_seal WHERE was IS NOT NULL)) AS named
WHERE was <> before ORDER BY id
"""
SEALED = "SELECT unnest(lines) AS id FROM journal_seal"
LATER = f"""
SELECT line.id FROM journal_entry line LEFT JOIN ({SEALED}) sealed ON sealed.id = line.id
WHERE line.id <= %s AND sealed.id IS NULL ORDER BY line.id
"""  # noqa: S608  # as above
UNSEALED = f"""
SELECT count(*) FROM journal_entry line WHERE line.id > %(settled)s
  AND line.id NOT IN ({SEALED} WHERE top > %(settled)s)
"""  # noqa: S608  # as above


class Fault(StrEnum):
    CHANGED = "changed"  # the line says something else than when it was sealed
    DELETED = "deleted"  # the line is not there any more
    ADDED = "added"  # the line came later than its number says
    SEAL_CHANGED = "seal-changed"  # a seal is not what this site has made
    SEALS_MISSING = "seals-missing"  # seals, and with them what they say, are not there


@dataclass(frozen=True)
class Broken:
    """One thing that is not as it was. `line` is the number of the line, of a seal its first one;
    None where nothing tells which lines there were."""

    fault: Fault
    line: int | None
    seal: int | None = None


@dataclass
class Looked:
    """`broken` in the order of the lines; `emptied`: how often one was, as people were erased."""

    lines: int = 0
    seals: int = 0
    unsealed: int = 0
    emptied: int = 0
    head: bytes = b""
    forgotten: dict[str, Any] | None = None
    sealed_at: datetime | None = None
    broken: list[Broken] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.broken


@transaction.atomic
def look_through(through: int | None = None) -> Looked:
    """All of it, or what was sealed up to the seal with this number. Nothing is sealed or let go
    meanwhile; adding lines goes on."""
    locks.share(locks.Lock.JOURNAL)
    db.run("SET LOCAL statement_timeout = 0")
    looked = Looked()
    settled = _seals(looked, through)
    if through is None:
        looked.broken += [Broken(Fault.ADDED, number) for number in db.column(LATER, [settled])]
        if looked.emptied:
            looked.broken += [Broken(Fault.CHANGED, number) for number in db.column(OTHERWISE)]
        _noted(looked)
        looked.unsealed = db.value(UNSEALED, {"settled": settled})
    looked.broken.sort(key=lambda each: (each.line is None, each.line or 0, each.seal or 0))
    return looked


def _seals(looked: Looked, through: int | None) -> int:
    """Looks through seals and their lines; up to which number every line must have one."""
    last = last_seal()
    if last is None:
        return 0
    looked.forgotten = _forgotten()
    before, head = 0, chain.FIRST
    if looked.forgotten is not None:
        before, head = looked.forgotten["through"], bytes.fromhex(looked.forgotten["head"])
    for batch in _batches(through or last.number):
        for number, found, said, lines, first, again in batch:
            if number != before + 1:
                looked.broken.append(Broken(Fault.SEALS_MISSING, None, before + 1))
            elif not chain.is_head(bytes(found), head, bytes(said)):
                looked.broken.append(Broken(Fault.SEAL_CHANGED, first, number))
            before, head = number, bytes(found)
            looked.seals += 1
            if again:
                looked.emptied += lines
            else:
                looked.lines += lines
        for number, gone in db.rows(BROKEN, [batch[0][0], batch[-1][0]]):
            looked.broken.append(Broken(Fault.DELETED if gone else Fault.CHANGED, number))
    looked.head, looked.sealed_at = bytes(last.head), last.at
    return last.settled


def _noted(looked: Looked) -> None:
    """Whether the seals that this machine remembers are there."""
    gone = looked.forgotten["through"] if looked.forgotten else 0
    heads = {number: head for number, head in noted.noted() if number > gone}
    there = Seal.objects.filter(number__in=heads).values_list("number", "head")
    same = {number for number, head in there if bytes(head) == heads[number]}
    looked.broken += [Broken(Fault.SEALS_MISSING, None, n) for n in sorted(heads) if n not in same]


def _batches(through: int) -> Iterator[list[tuple[Any, ...]]]:
    after = 0
    while True:
        batch = [row for row in db.rows(SEALS, [after]) if row[0] <= through]
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def _forgotten() -> dict[str, Any] | None:
    """What retention has let go of, as the last seal says that knows. That seal is looked at with
    all others, so a false one is found."""
    known = Seal.objects.filter(forgotten__isnull=False).order_by("-number")
    return known.values_list("forgotten", flat=True).first()

"""Sample rosters, damaged at random: whatever comes in, a file is planned or refused.

    .venv/bin/python -m tests.roster.fuzz 100000

prints how many were planned and refused, and ends with 1 at the first that crashes, takes long or
needs much memory.
"""

import random
import resource
import sys
import time
from collections import Counter
from typing import Any

from kinkeeper.roster.options import FORMATS
from kinkeeper.roster.table import FileRefused
from tests.roster.core import ROSTERS, planned

LONGEST = 10.0  # seconds of work, however busy the machine; a sample has a few hundred bytes
MOST = 256  # megabytes that the process may grow by for one file
PIECES = (
    b'"', b'""', b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xfe\xff",
    b"\xef\xbb\xbf", b"\xc3", "ø".encode(), "\u202e".encode(), "\u200b".encode(), b"=1+1", b"%s",
    b"{}", b"\x01", b"1E+11", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<!DOCTYPE", b"A" * 5000,
)  # fmt: skip
type File = tuple[str, bytes]


def samples() -> list[list[File]]:
    """Each sample roster alone, and the folders as packages."""
    alone = [
        [(file.name, file.read_bytes())] for file in sorted(ROSTERS.rglob("*.*")) if file.is_file()
    ]
    folders = [each for each in sorted(ROSTERS.rglob("*")) if each.is_dir()]
    packages = [sorted(file for file in each.iterdir() if file.is_file()) for each in folders]
    return alone + [[(file.name, file.read_bytes()) for file in each] for each in packages if each]


def damaged(files: list[File], chance: random.Random) -> list[File]:
    """The same files with one to six pieces changed, doubled, cut, moved or put in."""
    found = [(name, bytearray(data)) for name, data in files]
    for _time in range(chance.randint(1, 6)):
        _name, data = chance.choice(found)
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randint(1, 40))
        act = chance.randrange(5)
        if act == 0:
            data[at:to] = b""
        elif act == 1:
            data[at:at] = data[at:to]
        elif act == 2:
            data[at:at] = chance.choice(PIECES)
        elif act == 3 and data:
            data[min(at, len(data) - 1)] = chance.randrange(256)
        else:
            data[at:] = b""
    return [(name, bytes(data)) for name, data in found]


def outcome(files: list[File], chance: random.Random) -> str:
    """`planned`, or the code with which the file was refused; anything else that is raised is a
    crash."""
    profile = chance.choice(["parent", "parent", "pupil", "teacher"])
    options: dict[str, Any] = {
        "match_on": chance.choice([None, None, "sync-key", "username", "email"]),
        "child_match": chance.choice(["sync-key", "username", "internal-id"]),
        "child_separator": chance.choice([None, None, ",", ";"]),
        "format": chance.choice(["auto"] * 90 + list(FORMATS)),
        "links": chance.choice(["add", "add", "exact"]),
        "encoding": chance.choice([None] * 18 + ["windows-1252", "utf-16"]),
    }
    try:
        planned(*files, profile=profile, **options)
    except FileRefused as refused:
        return refused.code
    return "planned"


def run(count: int, first: int = 0) -> Counter[str]:
    """Raises what a damaged file raises, with the number that makes it again."""
    originals, found = samples(), Counter[str]()
    for number in range(first, first + count):
        chance = random.Random(number)
        files = damaged(chance.choice(originals), chance)
        start, peak = _work(), _peak()
        try:
            found[outcome(files, chance)] += 1
        except Exception as error:
            raise AssertionError(f"number {number}: {[name for name, _data in files]}") from error
        assert _work() - start < LONGEST, f"number {number} took too long"
        assert _peak() - peak < MOST, f"number {number} took too much memory"
    return found


def _work() -> float:
    """Seconds of work of this process and of those it started."""
    mine, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def _peak() -> float:
    """The most megabytes that the process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    for code, times in run(wanted, time.time_ns() // 1_000_000).most_common():
        sys.stdout.write(f"{times:>8} {code}\n")
    sys.stdout.write(f"{_peak():>8.0f} megabytes at most\n")

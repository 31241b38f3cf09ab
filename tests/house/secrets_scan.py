"""Looks through what is in the repository for secrets: `python -m tests.house.secrets_scan`.

A key that was committed once is known for ever, so a finding is mended by another key, too.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{100}",
    "a key of Amazon": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{60,}",
    "a token of GitLab": r"\bglpat-[\w-]{20}",
    "a token of Slack": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a key of Stripe": r"\b[rs]k_live_[A-Za-z0-9]{20,}",
    "a key of Google": r"\bAIza[\w-]{35}\b",
    "a signed token": r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}",
    "a password in an address": r"\b[a-z][a-z+]*://[^\s/:@\"'`<>{}]+:[^\s/:@\"'`<>{}]{4,}@"
    r"(?!host\b|localhost\b|127\.0\.0\.1\b|[\w.-]*\bexample\b)[\w.-]+",
    "a key of ours": r"KINKEEPER_SECRET_KEY(?:=|\"?: ?)[\"']?(?!only-for-the-tests)[\w+/=-]{40,}",
}
PATTERN = re.compile("|".join(f"(?P<k{n}>{each})" for n, each in enumerate(KINDS.values())))


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """(line, what it looks like)."""
    for match in PATTERN.finditer(text):
        kind = list(KINDS)[int((match.lastgroup or "k0")[1:])]
        yield text.count("\n", 0, match.start()) + 1, kind


def found(files: Iterable[Path]) -> list[str]:
    """A line for each, without the secret."""
    told = []
    for file in files:
        if not file.is_file() or file.is_symlink():
            continue
        text = file.read_bytes().decode("utf-8", "replace")
        told += [f"{file}:{line} looks like {kind}" for line, kind in found_in(text)]
    return told


def tracked() -> list[Path]:
    """What git knows here."""
    listed = subprocess.run(  # our own words
        ["git", "-C", str(ROOT), "ls-files", "-z"],  # whichever git there is
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


if __name__ == "__main__":
    everything = found(tracked())
    sys.stdout.write("\n".join(everything))
    sys.exit(bool(everything))

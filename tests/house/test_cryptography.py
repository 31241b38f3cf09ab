"""Cryptography is done in known ways, by known libraries, with keys that are written down."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEYS = (ROOT / "docs/security/keys.md").read_text("utf-8")
DERIVED = re.compile(
    r"derive\(\w*settings\.SECRET_KEY, \"([\w-]+)\"\)|"
    r"^(?:PURPOSE|SEALED) = \"([\w-]+)\"|salt=f?\"([\w-]+:?)",
    re.MULTILINE,
)
WEAK = re.compile(r"\b(?:md5|sha1|SHA1|MD5|DES|RC4|ARC4|ECB|CBC|Blowfish|PKCS1v15)\b")
# file -> what it may use though it is weak, and what for
ALLOWED = {
    "credentials/breached.py": {"sha1"},  # the format of the public list
    "accounts/authenticator_app.py": {"SHA1"},  # RFC 6238, as every app has it: HMAC
    # They tell plans apart, in Python as in SQL; nothing is protected by it.
    "intake/sections/people/questions.py": {"md5"},
    "intake/sections/people/tolerated_names.py": {"md5"},
    "roster/match/tolerated.py": {"md5"},
}
CHANCE = re.compile(r"^\s*(?:import random|from random import)", re.MULTILINE)


def sources() -> Iterator[tuple[str, str]]:
    package = ROOT / "kinkeeper"
    for file in sorted(package.rglob("*.py")):
        if "migrations" not in file.parts:
            yield str(file.relative_to(package)), file.read_text("utf-8")


def uses() -> set[str]:
    return {
        name for _file, text in sources() for found in DERIVED.findall(text) for name in found
    } - {""}


def test_every_use_of_a_key_is_in_the_inventory() -> None:
    rows = set(
        re.findall(r"^\| `([\w:-]+)` \|", KEYS.partition("## Other secrets")[0], re.MULTILINE)
    )
    assert len(rows) > 15
    assert (uses() - rows, rows - uses()) == (set(), set())


def test_only_approved_algorithms_are_used() -> None:
    found = {
        file: set(WEAK.findall(re.sub(r"#.*", "", text))) - ALLOWED.get(file, set())
        for file, text in sources()
    }
    assert {file: words for file, words in found.items() if words} == {}
    ciphers = {
        word
        for _file, text in sources()
        for word in re.findall(r"ciphers\.(\w+) import (\w+)", text)
    }
    assert ciphers == {("aead", "AESGCM")}


def test_r_020_chance_is_the_systems_own() -> None:
    """`secrets` and `os.urandom`; the demo alone draws its records by a seed."""
    drawn = [file for file, text in sources() if CHANCE.search(text)]
    assert [file for file in drawn if not file.startswith("demo/")] == []

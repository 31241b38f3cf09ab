"""A command that reads no roster starts nothing that only rosters, letters, passkeys or the network
need: Polars alone takes as long to start as all the rest of a command."""

import json
import subprocess
import sys

from kinkeeper.cli.every_option import every_option
from kinkeeper.cli.parser import build

HEAVY = {"asyncssh", "fido2", "icalendar", "numpy", "polars", "pyarrow", "typst", "zxingcpp"}
LETTERS = {"fido2", "typst", "zxingcpp"}  # and passkeys: who comes in, and how
LIGHT = {"completion", "database", "inbox", "journal", "organisations", "protection"} | {
    "breaches", "credentials_returned", "notifications", "relationships", "rights", "serve",
    "sessions", "site_settings",
}  # fmt: skip
WITH_LETTERS = {"after_restore", "credentials", "people", "providers"}
# They read rosters; or show and move records, whose kinds are declared with the rules of files.
WITH_ANYTHING = {"demo", "imports", "sources", "undo_import", "merging", "own_copy", "shown"} | {
    "erasure",
    "retention",
}  # fmt: skip
STARTED = """
import importlib, json, sys
import django
django.setup()
for commands in json.loads(sys.argv[1]):
    for name in commands:
        importlib.import_module(f"kinkeeper.cli.{name}")
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_what_takes_long_to_start_is_not_in_the_way_of_other_commands() -> None:
    light, with_letters = _started(LIGHT, WITH_LETTERS)
    assert "kinkeeper" in light
    assert light & HEAVY == set()
    assert with_letters & HEAVY <= LETTERS


def test_an_import_starts_what_rosters_need_and_neither_letters_nor_calendars() -> None:
    [for_an_import] = _started({"imports"})
    assert "polars" in for_an_import
    assert for_an_import & (LETTERS | {"icalendar"}) == set()


def _started(*groups: set[str]) -> list[set[str]]:
    """What is there after each group of commands."""
    asked = [sys.executable, "-c", STARTED, json.dumps([sorted(group) for group in groups])]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    return [set(json.loads(line)) for line in done.stdout.splitlines()]


def test_each_command_says_what_it_may_start() -> None:
    runs = {parser.get_default("run") for parser, _option in every_option(build())} - {"", None}
    named = {run.partition(":")[0].rpartition(".")[2] for run in runs}
    assert named == LIGHT | WITH_LETTERS | WITH_ANYTHING

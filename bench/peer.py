"""Beside Kolibri, a learning platform with an import of users that can be installed anywhere.

    python3 -m venv /tmp/kolibri && /tmp/kolibri/bin/pip install kolibri
    KOLIBRI=/tmp/kolibri/bin/kolibri python -m bench peer

Both get the same people, each with a password, because Kolibri asks for one. It hashes them while
it imports and we do afterwards, so its hashing is taken off before rows a second are compared; our
rows are whole relationships (person, relationship, stored plan, journal), its rows are accounts
alone.
"""

import csv
import os
import tempfile
from pathlib import Path
from statistics import median

from bench import rosters
from bench.measure import Line, process, run, site

COUNT = 500
HEAD = (
    "Database ID (UUID)|Username (USERNAME)|Password (PASSWORD)|Full name (FULL_NAME)|"
    "User type (USER_TYPE)|Identifier (IDENTIFIER)|Birth year (BIRTH_YEAR)|Gender (GENDER)|"
    "Learner classes (ENROLLED_IN)|Coach classes (ASSIGNED_TO)"
)
HASHES = """
import os, sys, time
import kolibri
sys.path.insert(0, os.path.join(os.path.dirname(kolibri.__file__), "dist"))  # its own Django
from django.conf import settings
settings.configure()
from django.contrib.auth.hashers import make_password
start = time.perf_counter()
for _time in range(20):
    make_password("a preset password")
print((time.perf_counter() - start) / 20)
"""


def lines(count: int, rounds: int) -> list[Line]:
    program = os.environ.get("KOLIBRI", "")
    if not program:
        return []  # not installed here
    theirs: list[float] = []
    whole: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ |= {"KOLIBRI_HOME": str(home / "kolibri"), "KOLIBRI_RUN_MODE": "bench"}
        hash_seconds = float(process(_python(program, HASHES), home, keep=True).said)
        manage = [program, "manage"]
        process(
            [*manage, "provisiondevice", "--facility", "Bench", "--superusername", "boss",
             "--superuserpassword", "a long password", "--preset", "informal",
             "--language_id", "en", "--noinput"], home,
        )  # fmt: skip
        empty = process([*manage, "user_info", "--help"], home).seconds
        for number in range(rounds):
            file = _users(home, number * COUNT)
            taken = process([*manage, "bulkimportusers", str(file)], home).seconds
            whole.append(taken - empty)
            theirs.append(whole[-1] - COUNT * hash_seconds)
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        ours = run(home, "import", "run", str(rosters.parents(home, count)), "--profile", "parent")
    rate, rows = COUNT / median(theirs), count * 27 // 20
    return [
        Line("P1", f"{rows:,} rows, against Kolibri's import", [ours.seconds],
             rate / (rows / ours.seconds), 0.01,
             f"ours {rows / ours.seconds:,.0f} rows a second, Kolibri {rate:.0f} without "
             f"hashing, {COUNT / median(whole):.0f} with it")
    ]  # fmt: skip


def _python(program: str, script: str) -> list[str]:
    return [str(Path(program).with_name("python")), "-c", script]


def _users(home: Path, first: int) -> Path:
    file = home / f"users-{first}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEAD.split("|"))
        for number in range(first, first + COUNT):
            name = f"Anna Berg {number}"
            rows.writerow(
                ["", f"p{number}", "a password", name, "LEARNER", f"P{number}", *[""] * 4]
            )
    return file

"""P7: preset passwords hashed in the background, against the raw rate of all cores."""

import csv
import os
import sys
import time
from pathlib import Path
from statistics import median

import psycopg

from bench import rosters
from bench.measure import Line, process, run, site
from bench.served import process as started
from kinkeeper.embedded.paths import DATABASE, USER, Places

COUNT = 2_000
PEER = """
import multiprocessing, os, sys
from concurrent.futures import ProcessPoolExecutor

def hashes(count):
    from argon2.low_level import Type, hash_secret
    for number in range(count):
        hash_secret(b"a preset password", os.urandom(16), 2, 19 * 1024, 1, 32, Type.ID)

if __name__ == "__main__":
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        list(pool.map(hashes, [int(sys.argv[1]) // cores] * cores))
"""


def lines(_count: int, rounds: int) -> list[Line]:
    ours: list[float] = []
    raw: list[float] = []
    for _round in range(rounds):
        with site() as home:
            script = home / "peer.py"
            script.write_text(PEER)
            raw.append(process([sys.executable, str(script), str(COUNT)], home).seconds)
            ours.append(_hashed(home))
    return [
        Line("P7", f"{COUNT:,} preset passwords, one worker on {os.cpu_count()} cores", ours,
             median(ours) / median(raw), 1 / 0.9,
             f"raw Argon2id {COUNT / median(raw):.0f} a second, ours {COUNT / median(ours):.0f}")
    ]  # fmt: skip


def _hashed(home: Path) -> float:
    """Seconds from the first hash to the last. The import is applied by the worker, as from the
    pages: its command hashes on its own."""
    file = _with_passwords(home)
    run(home, "import", "plan", str(file), "--profile", "parent")
    script = home / "ask.py"
    script.write_text(
        "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'kinkeeper.settings'\n"
        "django.setup()\nfrom kinkeeper.access import viewer\n"
        "from kinkeeper.intake import enqueue\nfrom kinkeeper.intake.models import Import\n"
        "enqueue.apply(Import.objects.get(), viewer.of_command_line(None).actor)\n"
    )
    process([sys.executable, str(script)], home)
    with (
        started(home, "worker"),
        psycopg.connect(
            host=str(Places(home).sockets), user=USER, dbname=DATABASE, autocommit=True
        ) as site_now,
    ):
        _wait(site_now, lambda left, made: left < made)
        begin = time.perf_counter()
        left_then = _left(site_now)[0]
        _wait(site_now, lambda left, _made: left == 0)
        return (time.perf_counter() - begin) * COUNT / left_then


def _left(connection: psycopg.Connection) -> tuple[int, int]:
    found = connection.execute(
        "SELECT count(*) FILTER (WHERE sealed_password IS NOT NULL), count(*) FROM people_person"
    ).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def _wait(connection, until) -> None:  # type: ignore[no-untyped-def]  # two callables of above
    while not until(*_left(connection)):
        time.sleep(0.05)


def _with_passwords(home: Path) -> Path:
    plain = rosters.parents(home, COUNT)
    file = home / "passwords.csv"
    with plain.open(encoding="utf-8", newline="") as read, file.open("w", encoding="utf-8") as out:
        rows, write = csv.reader(read), csv.writer(out)
        write.writerow([*next(rows), "Password"])
        for row in rows:
            write.writerow([*row, f"preset {row[0]} password of a file"])
    return file

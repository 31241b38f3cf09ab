"""P11: the home of a parent with four children and a year of records, against a bare view of two
queries, in one process by turns, without a network.

    python -m bench.p11_home ROUNDS

The home is answered through everything a request passes, behind the wall; the bare view through
nothing, as the owner of the tables. A thousand parents ask one after the other, and beside them a
record is changed each second.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

import psycopg

from bench import school_year
from bench.measure import Line, run, site
from kinkeeper.embedded.paths import DATABASE, USER, Places

SHARE, PARENTS, CHILDREN = 100, 1000, 4
QUERIES, AS_MANY = 12, 5
SECONDS = 4.0
OWN = (
    "BEGIN",
    "COMMIT",
    "SET ROLE",
    "RESET ROLE",
    "SAVEPOINT",
    "RELEASE",
    "SELECT set_config('kinkeeper.asking'",
)
CHANGE = """
UPDATE records_event SET title = title || '.' WHERE id = (
    SELECT id FROM records_event ORDER BY random() LIMIT 1)
"""
EVENTS = """
INSERT INTO records_event (series, key, source, school_id, group_id, number, occurrence, starts_on,
    title, location, category, status, all_day)
SELECT 'bench', 'e-' || taught.id || '-' || day, 'bench', taught.school_id, taught.id,
    'e-' || taught.id || '-' || day, '', current_date + day, 'Event ' || day, '', '', '', true
FROM records_group taught, generate_series(-180, 180, 7) day WHERE taught.sort = 'form'
"""


def lines(count: int, rounds: int) -> list[Line]:
    pupils = max(count // SHARE, 50)
    with site() as home:
        folder = school_year.folder(home, pupils)
        run(home, "import", "run", str(folder), "--about", "everything")
        asked = [sys.executable, "-m", "bench.p11_home", str(max(rounds, 3))]
        done = subprocess.run(
            asked,
            env=os.environ | {"KINKEEPER_HOME": str(home)},
            check=True,
            stdout=subprocess.PIPE,
        )
    found = json.loads(done.stdout)
    ours, bare = found["home"], found["bare"]
    return [
        Line("P11", f"a parent's home, {CHILDREN} children, {PARENTS:,} parents by turns", ours,
             median(ours) / median(bare), AS_MANY,
             f"{1 / median(ours):.0f} a second, bare {1 / median(bare):.0f}; of processor time "
             f"{1000 * median(found['home cpu']):.1f} and "
             f"{1000 * median(found['bare cpu']):.1f} ms"),
        Line("P11", "queries of one home", ours, found["queries"] / QUERIES, 1,
             f"{found['queries']} of {QUERIES}, {found['rows']} rows of records shown"),
    ]  # fmt: skip


@contextmanager
def _changing(home: Path) -> Iterator[None]:
    """A record is changed each second by another connection."""
    over = threading.Event()

    def change() -> None:
        sockets = str(Places(home).sockets)
        with psycopg.connect(host=sockets, user=USER, dbname=DATABASE, autocommit=True) as other:
            while not over.wait(1):
                other.execute(CHANGE)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _seconds(ask: Callable[[], None]) -> tuple[float, float]:
    """Of one request, on average, in some seconds of them: by the clock, and of the processors,
    here and in the database."""
    ask()  # connects
    asked, start, before = 0, time.perf_counter(), _processor_time()
    while time.perf_counter() - start < SECONDS:
        ask()
        asked += 1
    return (time.perf_counter() - start) / asked, (_processor_time() - before) / asked


def _processor_time() -> float:
    """Seconds of this process and of its one in the database, so far."""
    from django.db import connection  # noqa: PLC0415  # after the set-up

    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


def _measured(rounds: int) -> dict[str, object]:
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # as above
    from django.test import Client, override_settings  # noqa: PLC0415  # as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.journal.actor import command_line  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role, db  # noqa: PLC0415  # as above
    from kinkeeper.organisations import settings  # noqa: PLC0415  # as above

    collect()
    settings.change(command_line(), "parent_login", True)
    parents = _parents()
    db.run(EVENTS)
    _analyse(Path(os.environ["KINKEEPER_HOME"]))
    clients = []
    for parent in parents:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(parent)
        clients.append(client)
    whose, numbers = cycle(clients), cycle([parent.pk for parent in parents])
    shown: list[int] = []

    def home() -> None:
        answer = next(whose).get("/children/")
        assert answer.status_code == 200, answer.status_code
        shown.append(answer.content.count(b"data-record="))

    def bare() -> None:
        assert alone.get(f"/{next(numbers)}/").status_code == 200

    times: dict[str, list[float]] = {
        f"{one}{of}": [] for one in ("home", "bare") for of in ("", " cpu")
    }

    def note(name: str, measured: tuple[float, float]) -> None:
        times[name].append(measured[0])
        times[f"{name} cpu"].append(measured[1])

    with _changing(Path(os.environ["KINKEEPER_HOME"])):
        for _round in range(rounds + 1):
            database_role.use("web")
            note("home", _seconds(home))
            database_role.use("migrate")
            with override_settings(ROOT_URLCONF="bench.p11_bare_urls", MIDDLEWARE=[]):
                alone = Client(SERVER_NAME="127.0.0.1")
                note("bare", _seconds(bare))
    database_role.use("web")
    clients[0].get("/children/")
    with CaptureQueriesContext(connection) as queries:
        clients[0].get("/children/")
    counted = [each for each in queries if not each["sql"].startswith(OWN)]
    found: dict[str, object] = {name: each[1:] for name, each in times.items()}
    return found | {"queries": len(counted), "rows": median(shown)}


def _analyse(home: Path) -> None:
    sockets = str(Places(home).sockets)
    with psycopg.connect(host=sockets, user=USER, dbname=DATABASE, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _parents() -> list[object]:
    """Each with four of the pupils."""
    from kinkeeper.families.models import (  # noqa: PLC0415  # after the set-up
        Relationship,
        RelationshipState,
    )
    from kinkeeper.people.models import Person, Profile  # noqa: PLC0415  # as above

    pupils = list(Person.objects.filter(profile=Profile.PUPIL, state="active").order_by("pk"))
    made = [
        Person.objects.create(username=f"parent-{number}", given_name="Pat", profile=Profile.PARENT)
        for number in range(PARENTS)
    ]
    Relationship.objects.bulk_create(
        Relationship(
            parent=parent,
            child=pupils[(number * CHILDREN + place) % len(pupils)],
            state=RelationshipState.ACTIVE,
        )
        for number, parent in enumerate(made)
        for place in range(CHILDREN)
    )
    return list(Person.objects.filter(username__startswith="parent-").order_by("pk"))


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))

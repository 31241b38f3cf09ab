"""P11: the home of a parent with four children and a year of records, against a bare view of two
queries, over HTTP from one server by turns.

    python -m bench.p11_home ROUNDS

Both come from the product's own server with one process (`p11_server.py`), through the product's
own middleware and as the pages' role. The bare view asks two queries and needs no sign-in: it loads
no session and draws no template. A thousand parents ask, four at a time, and beside them a record
is changed each second.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

import psycopg

from bench import p11_server, school_year
from bench.measure import Line, analyse, run, site
from bench.p11_server import Ask, Server
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
             f"{1 / median(ours):.0f} a second, bare {1 / median(bare):.0f}; of processor time, "
             f"with the database's, {1000 * median(found['home cpu']):.1f} and "
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


def _measured_by(server: Server, asks: Iterator[Ask]) -> tuple[float, float]:
    """Seconds of one request, on average of some seconds of them: by the clock, and of the
    processors, in the server and in the database."""
    p11_server.requests(server.port, lambda: next(asks), 0.5)  # connects
    before = server.processor_time() + _database_time()
    count, _answers = p11_server.requests(server.port, lambda: next(asks), SECONDS)
    used = server.processor_time() + _database_time() - before
    return SECONDS / count, used / count


def _database_time() -> float:
    """Seconds of the server's connections to the database, so far."""
    from kinkeeper.lib import db  # noqa: PLC0415  # after the set-up

    asking = "SELECT pid FROM pg_stat_activity WHERE usename LIKE '%web%'"
    schedules = [Path(f"/proc/{pid}/schedstat") for pid in db.column(asking)]
    return sum(int(each.read_text().split()[0]) for each in schedules) / 1e9


def _measured(rounds: int) -> dict[str, object]:
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # as above
    from django.test import Client  # noqa: PLC0415  # as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.journal.actor import command_line  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role, db  # noqa: PLC0415  # as above
    from kinkeeper.organisations import settings  # noqa: PLC0415  # as above

    collect()
    settings.change(command_line(), "parent_login", True)
    asking = parents()
    db.run(EVENTS)
    analyse(Path(os.environ["KINKEEPER_HOME"]))
    clients = []
    for parent in asking:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(parent)
        clients.append(client)
    cookies = [f"{each.key}={each.value}" for client in clients for each in client.cookies.values()]
    homes = cycle([("/children/", cookie) for cookie in cookies])
    bares = cycle([(f"/bare/{parent.pk}/", "") for parent in asking])
    times: dict[str, list[float]] = {
        f"{one}{of}": [] for one in ("home", "bare") for of in ("", " cpu")
    }
    with _changing(Path(os.environ["KINKEEPER_HOME"])), p11_server.server() as server:
        for _round in range(rounds + 1):
            for name, asks in (("home", homes), ("bare", bares)):
                by_clock, of_processors = _measured_by(server, asks)
                times[name].append(by_clock)
                times[f"{name} cpu"].append(of_processors)
    database_role.use("web")
    shown = clients[0].get("/children/").content.count(b"data-record=")
    with CaptureQueriesContext(connection) as queries:
        clients[0].get("/children/")
    counted = [each for each in queries if not each["sql"].startswith(OWN)]
    found: dict[str, object] = {name: each[1:] for name, each in times.items()}
    return found | {"queries": len(counted), "rows": shown}


def parents() -> list[object]:
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

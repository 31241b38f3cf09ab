"""Parents are told that there is something new while the worker is killed ten times: each once.

The mail server is one of ours on this machine that counts what it takes; each parent has a child of
their own in a school with one new notice. Against how long it takes without a kill.
"""

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from aiosmtpd.controller import Controller

from bench.measure import PROGRAM, Line, process, site

KILLS = 10
READY = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.journal.actor import command_line
from kinkeeper.notifications.models import Reader
from kinkeeper.organisations import settings, tree
from kinkeeper.people.models import Membership, Person
from kinkeeper.records.models import Enrolment, Group, Notice, School

count, now = int(sys.argv[1]), timezone.now()
own = lambda key: {"series": "1/bench", "key": key, "source": "import:1"}
if not School.objects.exists():
    settings.change(command_line(), "parent_login", True)
    settings.change(command_line(), "notifications", "on")
    place = tree.ensure("Hillside")[0]
    school = School.objects.create(organisation=place, name="Hillside", **own("s"))
    group = Group.objects.create(school=school, title="1A", sort="form", **own("g"))
    people = [
        Person(username=f"{who}{number}", username_folded=f"{who}{number}", given_name="Ada",
               family_name="Berg", profile=profile, email=f"{who}{number}@example.org" * mailed,
               last_login=now - timedelta(days=1))
        for who, profile, mailed in (("p", "parent", 1), ("c", "pupil", 0))
        for number in range(count)]
    Person.objects.bulk_create(people, batch_size=2000)
    parents, children = people[:count], people[count:]
    Membership.objects.bulk_create(
        [Membership(person=each, organisation=place) for each in children], batch_size=2000)
    Relationship.objects.bulk_create(
        [Relationship(parent=parent, child=child, state=RelationshipState.ACTIVE,
                      sources=["manual"]) for parent, child in zip(parents, children)],
        batch_size=2000)
    Enrolment.objects.bulk_create(
        [Enrolment(person=each, group=group, school=school, role="pupil", **own(f"e{each.pk}"))
         for each in children], batch_size=2000)
else:
    number = Notice.objects.count()
    Notice.objects.create(school=School.objects.get(), title="Trip", published_at=now,
                          published_on=now.date(), **own(f"n{number}"))
    Reader.objects.update(daily_at=now, quiet_from="00:00", quiet_until="00:00")
"""


class Counting:
    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server, _session, envelope):  # type: ignore[no-untyped-def]  # aiosmtpd calls it so
        self.taken[envelope.rcpt_tos[0]] += 1
        await asyncio.sleep(0)
        return "250 OK"


def lines(count: int, _rounds: int) -> list[Line]:
    box = Counting()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    os.environ["KINKEEPER_EMAIL_URL"] = f"smtp+plain://127.0.0.1:{port}"
    try:
        with site() as home:
            _ready(home, count)
            settle = process([PROGRAM, "notifications", "run"], home)
            _ready(home, count)
            whole = process([PROGRAM, "notifications", "run"], home)
            once = Counter(box.taken.values())
            box.taken.clear()
            _ready(home, count)
            killed = _killed(home, whole.seconds)
            found = Counter(box.taken.values())
    finally:
        server.stop()
        del os.environ["KINKEEPER_EMAIL_URL"]
    wrong = count - found[1] + count - once[1]
    note = (f"{count / whole.seconds:.0f} a second; {once[1]:,} and, killed {KILLS} times, "
            f"{found[1]:,} got one, {sum(found.values()) - found[1]} more than one; first look "
            f"{settle.seconds:.1f} s")  # fmt: skip
    return [Line("NOT", f"{count:,} e-mails about news, not one each", [killed], wrong, 0, note)]


def _ready(home: Path, count: int) -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "kinkeeper.settings", "KINKEEPER_HOME": str(home)}
    command = [sys.executable, "-c", READY, str(count)]
    subprocess.run(command, env=os.environ | environment, check=True)


def _killed(home: Path, usual: float) -> float:
    """Seconds until all is done; each kill comes after a part of the time that it usually takes."""
    start, drawn = time.perf_counter(), random.Random(19)
    environment = os.environ | {"KINKEEPER_HOME": str(home)}
    for _kill in range(KILLS):
        worker = subprocess.Popen([PROGRAM, "notifications", "run"], env=environment)
        time.sleep(2 + drawn.random() * usual / KILLS)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    process([PROGRAM, "notifications", "run"], home)
    return time.perf_counter() - start

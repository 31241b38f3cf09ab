"""P17: the first pages of those who work at a school: a teacher's class, and an office's counts.

    python -m bench.p17_first_pages SITE ROUNDS

The pages are answered in one process without a network, as the pages' role. What is measured is the
work: processor time of this process and of its one in the database.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from bench import rosters, school_year
from bench.measure import Line, analyse, run, site
from bench.p13_wall import SCHOOL, processor_time, staff

LIMIT = 0.1  # seconds
PUPILS = 30
CLASS, PEOPLE = "class", "people"
TURNS = 10


def lines(count: int, rounds: int) -> list[Line]:
    """A site of `count` people, of whom ten in sixteen are parents."""
    with site() as home:
        folder = school_year.folder(home, PUPILS, PUPILS)
        run(home, "import", "run", str(folder), "--about", "everything")
        found = _lines(home, rounds, CLASS)
    with site() as home:
        run(home, "organisations", "add", SCHOOL)
        parents = count * 10 // 16
        for file, profile in [
            (rosters.pupils(home, parents), "pupil"),
            (rosters.parents(home, parents), "parent"),
        ]:
            run(home, "import", "run", str(file), "--profile", profile, "--organisation", SCHOOL)
        found += _lines(home, rounds, PEOPLE)
    return found


def _lines(home: Path, rounds: int, of: str) -> list[Line]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.p17_first_pages", of, str(max(rounds, 3))],
        env=os.environ | {"KINKEEPER_HOME": str(home)},
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return [
        Line("P17", page, times, median(times) / LIMIT, 1, "of 100 ms of processor time")
        for page, times in found.items()
    ]


def _measured(of: str, rounds: int) -> dict[str, list[float]]:
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.test import Client  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role  # noqa: PLC0415  # as above
    from kinkeeper.organisations.models import Organisation  # noqa: PLC0415  # as above
    from kinkeeper.people.models import Membership, Person  # noqa: PLC0415  # as above

    collect()
    anna, henry, tina = staff()
    pages: dict[str, Any] = {f"a teacher's class, {PUPILS} pupils with a year": tina}
    if of == PEOPLE:
        people = f"{round(Person.objects.count(), -3):,} people"
        pages = {f"the office's home, {people}": henry, f"the site's home, {people}": anna}
    for person, kind in ((henry, "school"), (tina, "class")):
        for place in Organisation.objects.filter(kind=kind):
            Membership.objects.create(person=person, organisation=place)
    analyse(Path(os.environ["KINKEEPER_HOME"]))
    found: dict[str, list[float]] = {}
    for page, person in pages.items():
        client = Client(SERVER_NAME="127.0.0.1")
        database_role.use("migrate")
        client.force_login(person)
        database_role.use("web")
        client.get("/staff/")
        times = []
        for _round in range(rounds + 1):
            before = processor_time()
            for _turn in range(TURNS):
                answer = client.get("/staff/")
                assert answer.status_code == 200, answer.status_code
            times.append((processor_time() - before) / TURNS)
        found[page] = times[1:]
    return found


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]))))

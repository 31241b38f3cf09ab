"""P13: the same pages behind the wall and as the owner of the tables, whom no policy binds.

    python -m bench.p13_wall SITE ROUNDS

There are two sites: a large one of people alone, and a small school with a year of records, a
thousand parents of four children each, and a teacher of all its classes.

The pages are answered in one process without a network, by turns as either role, so that only the
database's work and the wall's own statements differ. On a busy machine the processors' time (of
this process and of its one in the database) says more than the clock's: its ratio stands beside.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench import rosters, school_year
from bench.measure import Line, analyse, run, site

LIMIT = 1.3
SCHOOL = "Hillside"
PEOPLE, RECORDS = "people", "records"
PUPILS = 60
TURNS = 20
ROLES = ("web", "migrate")


def lines(count: int, rounds: int) -> list[Line]:
    with site() as home:
        run(home, "organisations", "add", SCHOOL)
        for file, profile in [
            (rosters.pupils(home, count), "pupil"),
            (rosters.parents(home, count), "parent"),
            (rosters.parents(home, count, bad=0.02), "parent"),  # leaves questions
        ]:
            run(home, "import", "run", str(file), "--profile", profile, "--organisation", SCHOOL)
        found = _lines(home, rounds, PEOPLE, f"{count:,} parents")
    with site() as home:
        folder = school_year.folder(home, PUPILS)
        run(home, "import", "run", str(folder), "--about", "everything")
        found += _lines(home, rounds, RECORDS, f"{PUPILS} pupils with a year, 1,000 parents")
    return found


def _lines(home: Path, rounds: int, of: str, where: str) -> list[Line]:
    asked = [sys.executable, "-m", "bench.p13_wall", of, str(max(rounds, 3))]
    done = subprocess.run(
        asked,
        env=os.environ | {"KINKEEPER_HOME": str(home)},
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, dict[str, list[float]]] = json.loads(done.stdout)
    return [
        Line("P13", f"{page}, {where}", times["web"],
             median(times["web"]) / median(times["migrate"]), LIMIT,
             f"without the wall {1000 * median(times['migrate']):.1f} ms; of processor time "
             f"{median(times['web cpu']) / median(times['migrate cpu']):.2f}")
        for page, times in found.items()
    ]  # fmt: skip


def _measured(of: str, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Seconds of each page, by role; each figure is the median of some turns. `web cpu`: of
    processor time, the mean of these turns."""
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.test import Client  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.journal.actor import command_line  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role  # noqa: PLC0415  # as above
    from kinkeeper.organisations import settings  # noqa: PLC0415  # as above

    collect()
    settings.change(command_line(), "parent_login", True)
    pages = _pages_of_records() if of == RECORDS else _pages_of_people()
    analyse(Path(os.environ["KINKEEPER_HOME"]))
    clients = {}
    for person, _path in pages.values():
        clients[person.pk] = Client(SERVER_NAME="127.0.0.1")
        clients[person.pk].force_login(person)
    found: dict[str, dict[str, list[float]]] = {}
    for page, (person, path) in pages.items():
        times: dict[str, list[float]] = {f"{role}{of}": [] for role in ROLES for of in ("", " cpu")}
        for _round in range(rounds + 1):
            for role in ROLES:
                database_role.use(role)
                clients[person.pk].get(path)
                turns, before = [], processor_time()
                for _turn in range(TURNS):
                    start = time.perf_counter()
                    answer = clients[person.pk].get(path)
                    turns.append(time.perf_counter() - start)
                    assert answer.status_code == 200, (path, answer.status_code)
                times[role].append(median(turns))
                times[f"{role} cpu"].append((processor_time() - before) / TURNS)
        found[page] = {role: each[1:] for role, each in times.items()}
    return found


def _pages_of_people() -> dict[str, tuple[Any, str]]:
    from kinkeeper.people.models import Membership, Person, Profile  # noqa: PLC0415  # as above

    parent = Person.objects.filter(profile=Profile.PARENT, as_parent__state="active").first()
    pupil = parent.as_parent.filter(state="active").first().child
    anna, henry, _tina = staff()
    place = pupil.memberships.exclude(organisation__path="").first()
    if place is not None:
        Membership.objects.create(person=henry, organisation=place.organisation)
    return {
        "a parent's home": (parent, "/children/"),
        "a child's page": (parent, f"/children/{pupil.pk}/"),
        "a school's list of people": (henry, "/staff/people/"),
        "a school's search": (henry, "/staff/people/?q=berg"),
        "the site's list of people": (anna, "/staff/people/"),
        "the site's search": (anna, "/staff/people/?q=berg"),
        "a person's page, for the site": (anna, f"/staff/people/{parent.pk}/"),
        "a person's page, for a school": (henry, f"/staff/people/{parent.pk}/"),
        "what there is to decide": (anna, "/staff/inbox/"),
        "the start page of the site": (anna, "/staff/"),
    }


def _pages_of_records() -> dict[str, tuple[Any, str]]:
    from bench import p11_home  # noqa: PLC0415  # as above
    from kinkeeper.lib import db  # noqa: PLC0415  # as above
    from kinkeeper.organisations.models import Organisation  # noqa: PLC0415  # as above
    from kinkeeper.people.models import Membership  # noqa: PLC0415  # as above

    parent: Any = p11_home.parents()[0]
    db.run(p11_home.EVENTS)
    pupil = parent.as_parent.first().child
    _anna, henry, tina = staff()
    Membership.objects.create(person=henry, organisation=Organisation.objects.get(kind="school"))
    for place in Organisation.objects.filter(kind="class"):
        Membership.objects.create(person=tina, organisation=place)
    of_pupil = f"/staff/people/{pupil.pk}/records/"
    return {
        "a parent's home, four children": (parent, "/children/"),
        "a child's page": (parent, f"/children/{pupil.pk}/"),
        "a pupil's records, for the office": (henry, of_pupil),
        "a pupil's records, for a teacher": (tina, of_pupil),
        "the start page of the office": (henry, "/staff/"),
        "the start page of a teacher": (tina, "/staff/"),
        "a teacher's list of people": (tina, "/staff/people/"),
        "a teacher's search": (tina, "/staff/people/?q=pat"),
    }


def staff() -> list[Any]:
    """Of the site, of a school, and a teacher; who belongs nowhere yet."""
    from kinkeeper.people.models import Person, Profile  # noqa: PLC0415  # as above

    return [
        Person.objects.create(username=name, given_name=name.title(), profile=profile)
        for name, profile in (
            ("anna", Profile.SYSTEM_ADMINISTRATOR),
            ("henry", Profile.SCHOOL_ADMINISTRATOR),
            ("tina", Profile.TEACHER),
        )
    ]


def processor_time() -> float:
    """Seconds of this process and of its one in the database, so far."""
    from django.db import connection  # noqa: PLC0415  # as above

    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]))))

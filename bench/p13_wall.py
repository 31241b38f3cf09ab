"""P13: the same pages behind the wall and as the owner of the tables, whom no policy binds.

    python -m bench.p13_wall HOME

The pages are answered in one process without a network, by turns as either role, so that only the
database's work and the wall's own statements differ.
"""

import json
import os
import subprocess
import sys
import time
from statistics import median

from bench import rosters
from bench.measure import Line, run, site

LIMIT = 1.3
TURNS = 20
ROLES = ("web", "migrate")


def lines(count: int, rounds: int) -> list[Line]:
    with site() as home:
        run(home, "import", "run", str(rosters.pupils(home, count)), "--profile", "pupil")
        run(home, "import", "run", str(rosters.parents(home, count)), "--profile", "parent")
        asked = [sys.executable, "-m", "bench.p13_wall", str(max(rounds, 3))]
        done = subprocess.run(
            asked, env=os.environ | {"KINKEEPER_HOME": str(home)}, check=True, capture_output=True
        )
    found: dict[str, dict[str, list[float]]] = json.loads(done.stdout)
    return [
        Line("P13", f"{page}, {count:,} parents", times["web"],
             median(times["web"]) / median(times["migrate"]), LIMIT,
             f"without the wall {1000 * median(times['migrate']):.1f} ms")
        for page, times in found.items()
    ]  # fmt: skip


def _measured(rounds: int) -> dict[str, dict[str, list[float]]]:
    """Seconds of each page, by role; each figure is the median of some turns."""
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.test import Client  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.journal.actor import command_line  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role  # noqa: PLC0415  # as above
    from kinkeeper.organisations import settings  # noqa: PLC0415  # as above
    from kinkeeper.people.models import Membership, Person, Profile  # noqa: PLC0415  # as above

    collect()
    settings.change(command_line(), "parent_login", True)
    parent = Person.objects.filter(profile=Profile.PARENT, as_parent__state="active").first()
    pupil = parent.as_parent.filter(state="active").first().child
    anna = Person.objects.create(username="anna", given_name="Anna", profile="system-administrator")
    henry = Person.objects.create(
        username="henry", given_name="Henry", profile=Profile.SCHOOL_ADMINISTRATOR
    )
    place = pupil.memberships.exclude(organisation__path="").first()
    if place is not None:
        Membership.objects.create(person=henry, organisation=place.organisation)
    pages = {
        "a parent's home": (parent, "/children/"),
        "a child's page": (parent, f"/children/{pupil.pk}/"),
        "a school's list of people": (henry, "/staff/people/"),
        "a school's search": (henry, "/staff/people/?q=berg"),
        "the site's list of people": (anna, "/staff/people/"),
        "the site's search": (anna, "/staff/people/?q=berg"),
        "a person's page": (anna, f"/staff/people/{parent.pk}/"),
        "what there is to decide": (anna, "/staff/inbox/"),
    }
    clients = {}
    for person in (parent, henry, anna):
        clients[person.pk] = Client(SERVER_NAME="127.0.0.1")
        clients[person.pk].force_login(person)
    found: dict[str, dict[str, list[float]]] = {}
    for page, (person, path) in pages.items():
        times: dict[str, list[float]] = {role: [] for role in ROLES}
        for _round in range(rounds + 1):
            for role in ROLES:
                database_role.use(role)
                clients[person.pk].get(path)
                turns = []
                for _turn in range(TURNS):
                    start = time.perf_counter()
                    answer = clients[person.pk].get(path)
                    turns.append(time.perf_counter() - start)
                    assert answer.status_code == 200, (path, answer.status_code)
                times[role].append(median(turns))
        found[page] = {role: each[1:] for role, each in times.items()}
    return found


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))

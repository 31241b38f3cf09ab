"""P12: the search for people by name among a million of them, and their list: time in the database
of the whole page, for the site and for a school.

    python -m bench.p12_search HOME PEOPLE ROUNDS

The site is filled by SQL: names of two syllables out of 42, so that hundreds of others have each
name, in schools of 1,250.
"""

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from statistics import median

import psycopg

from bench.measure import Line, site
from kinkeeper.embedded.paths import DATABASE, USER, Places

LIMIT = 0.050  # seconds
SCHOOL = 1_250  # people
SYLLABLES = [
    *("an", "ba", "bel", "ber", "bo", "da", "del", "di", "do", "el", "en", "fa", "fi", "ga"),
    *("ge", "ha", "hen", "in", "ja", "jo", "ka", "ker", "la", "le", "li", "lo", "ma", "mi"),
    *("mo", "na", "ne", "ni", "no", "ol", "pa", "ra", "re", "ri", "ro", "sa", "so", "ta"),
]
FILL = """
INSERT INTO organisations_organisation (parent_id, kind, name, path)
SELECT (SELECT id FROM organisations_organisation WHERE path = ''), 'school', 'School ' || at,
    'School ' || at
FROM generate_series(1, %(schools)s) at;
INSERT INTO people_person (username, username_folded, given_name, family_name, profile)
SELECT 'p' || at, 'p' || at, initcap(names[1 + (at::bigint * 7919 %% cardinality(names))]),
    initcap(names[1 + (at::bigint * 104729 %% cardinality(names))]),
    CASE WHEN at %% 5 < 2 THEN 'pupil' ELSE 'parent' END
FROM generate_series(1, %(people)s) at, (SELECT %(names)s::text[] AS names) each;
INSERT INTO people_membership (person_id, organisation_id)
SELECT person.id, school.id
FROM (SELECT id, row_number() OVER (ORDER BY id) AS at FROM people_person
      WHERE username ~ '^p[0-9]') person
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS at FROM organisations_organisation
      WHERE kind = 'school') school ON school.at = 1 + person.at %% %(schools)s
"""


def lines(count: int, rounds: int) -> list[Line]:
    people = 10 * count
    with site() as home:
        _fill(home, people)
        asked = [sys.executable, "-m", "bench.p12_search", str(max(rounds, 3))]
        done = subprocess.run(
            asked,
            env=os.environ | {"KINKEEPER_HOME": str(home)},
            check=True,
            stdout=subprocess.PIPE,
        )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return [
        Line("P12", f"{page}, {people:,} people, in the database", seconds,
             median(seconds) / LIMIT, 1.0, f"of {1000 * LIMIT:.0f} ms")
        for page, seconds in found.items()
    ]  # fmt: skip


def _fill(home: Path, people: int) -> None:
    said = {
        "people": people,
        "schools": max(people // SCHOOL, 2),
        "names": ["".join(pair) for pair in product(SYLLABLES, SYLLABLES)],
    }
    sockets = str(Places(home).sockets)
    with psycopg.connect(
        host=sockets, user=USER, dbname=DATABASE, cursor_factory=psycopg.ClientCursor
    ) as connection:
        connection.execute(FILL, said)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _measured(rounds: int) -> dict[str, list[float]]:
    """Seconds in the database of each page, the median of its searches by round."""
    import django  # noqa: PLC0415  # the process that measures sets it up, not the one that prints

    os.environ["DJANGO_SETTINGS_MODULE"] = "kinkeeper.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # as above
    from django.test import Client  # noqa: PLC0415  # as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # as above

    from kinkeeper.cli.serve import collect  # noqa: PLC0415  # as above
    from kinkeeper.lib import database_role  # noqa: PLC0415  # as above
    from kinkeeper.organisations.models import Organisation  # noqa: PLC0415  # as above
    from kinkeeper.people.models import Membership, Person, Profile  # noqa: PLC0415  # as above

    collect()
    anna = Person.objects.create(
        username="anna",
        username_folded="anna",
        given_name="Anna",
        profile=Profile.SYSTEM_ADMINISTRATOR,
    )
    henry = Person.objects.create(
        username="henry",
        username_folded="henry",
        given_name="Henry",
        profile=Profile.SCHOOL_ADMINISTRATOR,
    )
    school = Organisation.objects.get(path="School 1")
    Membership.objects.create(person=henry, organisation=school)
    pupils = Person.objects.filter(organisations=school, profile=Profile.PUPIL).order_by("pk")[:5]
    names = [(each.given_name, each.family_name) for each in pupils]
    searches = [family for _given, family in names] + [
        f"{given} {family}" for given, family in names
    ]
    slips = [f"{family[:3]}x{family[3:]}" for _given, family in names]
    found: dict[str, list[float]] = {}
    clients = {
        "the site's": Client(SERVER_NAME="127.0.0.1"),
        "a school's": Client(SERVER_NAME="127.0.0.1"),
    }
    for client, person in zip(clients.values(), (anna, henry), strict=True):
        client.force_login(person)
    database_role.use("web")
    for who, client in clients.items():
        for what, asked in (("search", searches), ("search with a slip", slips), ("list", [""])):
            times = []
            for _round in range(rounds + 1):
                each_time = []
                for words in asked:
                    with CaptureQueriesContext(connection) as queries:
                        answer = client.get("/staff/people/", {"q": words})
                    assert answer.status_code == 200, answer.status_code
                    each_time.append(sum(float(each["time"]) for each in queries))
                times.append(median(each_time))
            found[f"{who} {what}"] = times[1:]
    return found


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))

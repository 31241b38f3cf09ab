"""How far the parents of the viewer's organisations are: counts for a page and its plot."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.connected_now import GOES_ON, young
from kinkeeper.families.models import PendingState
from kinkeeper.lib import db
from kinkeeper.people import local_date
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.readings import inbox

COLUMNS = ("id", "profile", "last_login", "birth_date", "of_age_since")
# PEOPLE: those within reach, active parents and pupils, each once.
FIGURES = f"""
WITH person AS MATERIALIZED (SELECT * FROM (PEOPLE) reached ({", ".join(COLUMNS)})),
young AS MATERIALIZED ({young("person", "(%(moment)s AT TIME ZONE 'UTC')::date")}),
connected AS (
    SELECT DISTINCT person.id FROM person
    JOIN families_relationship relationship ON relationship.parent_id = person.id
    LEFT JOIN young ON young.id = relationship.child_id
    WHERE person.profile = 'parent' AND {GOES_ON}
    UNION ALL
    SELECT DISTINCT person.id FROM person
    JOIN families_relationship relationship ON relationship.child_id = person.id
    LEFT JOIN young ON young.id = relationship.child_id
    WHERE person.profile = 'pupil' AND {GOES_ON}
)
SELECT count(*) FILTER (WHERE profile = 'parent'),
    count(*) FILTER (WHERE profile = 'parent' AND last_login IS NOT NULL),
    count(*) FILTER (WHERE profile = 'parent' AND last_login IS NULL AND EXISTS (
        SELECT FROM credentials_credential credential WHERE credential.person_id = person.id
            AND credential.state = 'issued' AND credential.expires_at > statement_timestamp())),
    count(*) FILTER (WHERE profile = 'parent' AND connected.id IS NULL),
    count(*) FILTER (WHERE profile = 'pupil'),
    count(*) FILTER (WHERE profile = 'pupil' AND connected.id IS NULL)
FROM person LEFT JOIN connected ON connected.id = person.id
"""  # noqa: S608  # our own pieces

type Six = tuple[int, int, int, int, int, int]
NONE: Six = (0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Counts:
    """People count once each; `invited` have a code that still works, and have not signed in."""

    parents: int
    signed_in: int
    invited: int
    without_children: int
    pupils: int
    without_parents: int
    waiting: int
    proposed: int

    @property
    def neither(self) -> int:
        return self.parents - self.signed_in - self.invited


def counts(viewer: Viewer) -> Counts:
    waiting = scopes.pending(viewer).filter(state=PendingState.WAITING).count()
    proposed = inbox.proposals(viewer).count()
    return Counts(*_figures(viewer), waiting, proposed)


def _figures(viewer: Viewer) -> Six:
    """The first six of the counts: behind the wall from the function that counts them at once
    (`access.wall.what_is_counted`), for a policy would be asked of each."""
    if connection.settings_dict.get("ROLE") == "web":
        rows = db.rows("SELECT * FROM wall.progress()")
        return rows[0] if rows else NONE
    people = scopes.people(viewer).filter(
        state=PersonState.ACTIVE, profile__in=[Profile.PARENT, Profile.PUPIL]
    )
    return _counted(people)


def _counted(people: QuerySet[Person]) -> Six:
    """In one query: each person is looked at once."""
    try:
        reached, values = people.order_by().values_list(*COLUMNS).query.sql_with_params()
    except EmptyResultSet:
        return NONE
    named: dict[str, Any] = {f"of_{place}": value for place, value in enumerate(values)}
    figures = FIGURES.replace("PEOPLE", reached % tuple(f"%({name})s" for name in named))
    [(parents, signed_in, invited, without_children, pupils, without_parents)] = db.rows(
        figures, named | local_date.params()
    )
    return parents, signed_in, invited, without_children, pupils, without_parents

"""Who may open an account: whoever reaches all that it sees (K38).

One function, asked by every act that could open one: issuing a code, starting over, merging and
taking a merge back, another address, username or password, by hand and by a file. What an account
reaches are the organisations its person belongs to and the children: connected, proposed, waiting.
A proposal or a wait of another school takes nothing away from whoever holds the person already.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from kinkeeper.organisations.reach import Reach

# The code of every refusal for want of a release.
SHARED_PERSON = "shared-person"
# How long a release allows the act it was asked for.
HOLDS = timedelta(days=14)
# (person, organisation, child) of what these people's accounts reach and `within` does not; neither
# of both is a wait. What was released to this office is taken off.
UNREACHED = """
WITH account AS MATERIALIZED ({people}),
reached AS (
    SELECT account.id AS person, member.organisation_id AS organisation, NULL::bigint AS child
    FROM account JOIN people_membership member ON member.person_id = account.id
    WHERE NOT member.organisation_id = ANY(%(within)s::bigint[])
    UNION
    SELECT account.id, NULL, pair.child_id
    FROM account JOIN families_relationship pair ON pair.parent_id = account.id
    WHERE (pair.state = 'active' OR (pair.state = 'proposed' AND {ours_pair}))
      AND NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id = pair.child_id
                      AND member.organisation_id = ANY(%(within)s::bigint[]))
    UNION
    SELECT account.id, NULL, NULL
    FROM account JOIN families_pending wait ON wait.parent_id = account.id
    WHERE wait.state = 'waiting' AND {ours_wait}
      AND NOT coalesce(wait.reach <@ %(within)s::bigint[], false))
SELECT person, organisation, child FROM reached
WHERE NOT EXISTS (
    SELECT FROM families_part part JOIN families_question asked ON asked.id = part.question_id
    WHERE part.person_id = reached.person AND asked.kind = 'release'
      AND asked.answer <> 'refused' AND asked.reach = %(roots)s::bigint[]
      AND part.organisation_id IS NOT DISTINCT FROM reached.organisation
      AND part.child_id IS NOT DISTINCT FROM reached.child
      AND part.released_at > now() - %(holds)s)
"""
# Made by somebody whose reach has nothing of ours: by another school.
OURS = """
    (made.reach IS NULL OR EXISTS (
        SELECT FROM organisations_organisation root
        JOIN organisations_organisation place ON place.id = ANY(%(within)s::bigint[])
            AND (place.path = root.path OR starts_with(place.path, root.path || '/')
                 OR starts_with(root.path, place.path || '/'))
        WHERE root.id = ANY(made.reach)))
"""


@dataclass(frozen=True)
class Unreached:
    """One thing that the account of `person` reaches and somebody does not: an organisation or a
    child by internal ID; neither where a child is waited for."""

    person: int
    organisation: int | None
    child: int | None


def unreached(reach: Reach, people: Collection[int], *, every: bool = False) -> list[Unreached]:
    """All that these accounts reach and `reach` does not, but for what was released to it; empty
    for whoever may open them all. With `every` also what another school only proposed or waits
    for: where it would go over to somebody else."""
    if reach.whole_site or not people:
        return []
    query = statement("SELECT unnest(%(people)s::bigint[]) AS id", every=every)
    with connection.cursor() as cursor:
        cursor.execute(query, {"people": sorted(people), **parameters(reach)})
        return [Unreached(*row) for row in cursor.fetchall()]


def may_open(reach: Reach, person: int) -> bool:
    return not unreached(reach, [person])


def closed_to(reach: Reach, people: Collection[int], *, every: bool = False) -> set[int]:
    """Those of the people whose accounts `reach` may not open."""
    return {each.person for each in unreached(reach, people, every=every)}


def statement(people: str, *, every: bool = False) -> str:
    """The same for set-based SQL: `people` is a query of their IDs, `parameters` what it needs."""
    return UNREACHED.format(
        people=people,
        ours_pair="true" if every else OURS.replace("made.", "pair."),
        ours_wait="true" if every else OURS.replace("made.", "wait."),
    )


def parameters(reach: Reach) -> dict[str, Any]:
    """For `statement`; only where the reach is not the whole site."""
    return {"within": reach.ids(), "roots": reach.kept(), "holds": HOLDS}

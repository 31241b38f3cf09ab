"""Who may open an account: whoever reaches all that it sees (K38).

One function, asked by every act that could open one: issuing a code, starting over, merging and
taking a merge back, another address, username or password, by hand and by a file. What an account
reaches are the organisations its person belongs to (a system administrator's: the whole site) and
the children: connected, proposed, waiting.
A proposal or a pending relationship of another office, the whole site's too, takes nothing away
from whoever holds the person already: before it becomes a relationship, ways in that do not reach
it are void.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.reach import Reach

# The code of every refusal for want of a release.
SHARED_PERSON = "shared-person"
# How long a release allows the act it was asked for.
HOLDS = timedelta(days=14)
# (person, organisation, child, wait) of what these people's accounts reach and `within` does not:
# one of the three each. What was released to this office for this act is taken off, as long as
# whoever released it still reaches it.
UNREACHED = """
WITH account AS MATERIALIZED ({people}),
reached AS (
    SELECT account.id AS person, member.organisation_id AS organisation, NULL::bigint AS child,
           NULL::bigint AS pending
    FROM account JOIN people_membership member ON member.person_id = account.id
    WHERE NOT member.organisation_id = ANY(%(within)s::bigint[])
    UNION
    SELECT account.id, site.id, NULL, NULL
    FROM account JOIN people_person person ON person.id = account.id
    JOIN organisations_organisation site ON site.path = ''
    WHERE person.profile = 'system-administrator'
    UNION
    SELECT account.id, NULL, relationship.child_id, NULL
    FROM account JOIN families_relationship relationship ON relationship.parent_id = account.id
    WHERE (relationship.state = 'active' OR (relationship.state = 'proposed' AND {proposed}))
      AND NOT EXISTS (SELECT FROM people_membership member WHERE member.person_id =
          relationship.child_id
                      AND member.organisation_id = ANY(%(within)s::bigint[]))
    UNION
    SELECT account.id, NULL, NULL, pending.id
    FROM account JOIN families_pendingrelationship pending ON pending.parent_id = account.id
    WHERE pending.state = 'waiting' AND {pendings}
      AND NOT coalesce(pending.reach <@ %(within)s::bigint[], false))
SELECT person, organisation, child, pending FROM reached
WHERE NOT EXISTS (
    SELECT FROM families_part part JOIN families_question asked ON asked.id = part.question_id
    WHERE part.person_id = reached.person AND asked.kind = 'release'
      AND asked.act = ANY(%(acts)s::text[])
      AND asked.answer <> 'refused' AND asked.reach = %(roots)s::bigint[]
      AND part.organisation_id IS NOT DISTINCT FROM reached.organisation
      AND part.child_id IS NOT DISTINCT FROM reached.child
      AND part.pending IS NOT DISTINCT FROM reached.pending
      AND part.released_at > now() - %(holds)s
      AND (part.released_reach IS NULL OR kinkeeper_reaches(part.released_reach, part.child_id)
           OR kinkeeper_covers(part.released_reach, part.organisation_id)))
"""
# Made within this reach; null is the whole site, or nobody knows.
OURS = "coalesce(relationship.reach <@ %(within)s::bigint[], false)"


@dataclass(frozen=True)
class OpeningAct:
    """What opens an account, and what a release of it allows: nothing else. `name` is kept with the
    release. With `every` also what another office only proposed or waits for counts: it would go
    over to somebody else."""

    name: str
    every: bool = False


WAY_IN = OpeningAct(
    "way-in"
)  # a letter, a mail that an office reads, starting over, a preset password
CONTACT = OpeningAct("contact")  # another e-mail address or username


def merging(kept: int, gone: int) -> OpeningAct:
    """Of two accounts by internal ID; which of them is kept is part of what is released."""
    return OpeningAct(f"merge:{gone}:{kept}", every=True)


def parting(kept: int, gone: int) -> OpeningAct:
    """Taking the merge of these two back."""
    return OpeningAct(f"unmerge:{gone}:{kept}", every=True)


@dataclass(frozen=True)
class Unreached:
    """One thing that the account of `person` reaches and somebody does not: an organisation, a
    child, or a wait for one, by internal ID."""

    person: int
    organisation: int | None
    child: int | None
    pending: int | None


@whole_site()
def unreached(reach: Reach, people: Collection[int], *acts: OpeningAct) -> list[Unreached]:
    """All that these accounts reach and `reach` does not, but for what was released to it for one
    of the acts (none: for what a file does, nobody is asked); empty for whoever may do them with
    all of these accounts."""
    if reach.whole_site or not people:
        return []
    query = statement("SELECT unnest(%(people)s::bigint[]) AS id", *acts)
    about = {"people": sorted(people), **parameters(reach, *acts)}
    return [Unreached(*row) for row in db.rows(query, about)]


def may_open(reach: Reach, person: int, *acts: OpeningAct) -> bool:
    return not unreached(reach, [person], *acts)


def closed_to(reach: Reach, people: Collection[int], *acts: OpeningAct) -> set[int]:
    """Those of the people with whose accounts `reach` may not do this."""
    return {each.person for each in unreached(reach, people, *acts)}


def statement(people: str, *acts: OpeningAct) -> str:
    """The same for set-based SQL: `people` is a query of their IDs, `parameters` what it needs."""
    every = any(act.every for act in acts)
    return UNREACHED.format(
        people=people, proposed="true" if every else OURS, pendings="true" if every else "false"
    )


def parameters(reach: Reach, *acts: OpeningAct) -> dict[str, Any]:
    """For `statement`; only where the reach is not the whole site."""
    return {
        "within": reach.ids(),
        "roots": reach.kept(),
        "acts": [act.name for act in acts],
        "holds": HOLDS,
    }

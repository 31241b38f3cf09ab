"""Accounts that are probably two of one person, both within the viewer's reach, and why."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may, may_handle_profile
from kinkeeper.access.viewer import Viewer
from kinkeeper.lib import db
from kinkeeper.people.models import Person, Profile
from kinkeeper.readings import looks, merging

PAGE = 50
# An address that more accounts share is an office's or a form's, and tells of nobody.
SHARERS = 12
# Trigrams of the whole folded name: "kari berg" and "kari marie berg" 0.67; two people of one
# family, "jan berg" and "jon berg", 0.5.
ALIKE = 0.6
REASONS: dict[str, str | Promise] = {
    "birth": _("the same name and the same birth date"),
    "child": _("a similar name and a child in common"),
    "email": _("a similar name and the same e-mail address"),
}
# An e-mail address alone never makes a pair (K3): mother and father share one, and so may a
# guardian and a pupil. Of pupils only name and birth date together count.
FIND = """
WITH known AS MATERIALIZED (
    SELECT person.id, person.profile, person.birth_date, lower(person.email) AS email,
        kinkeeper_fold(person.given_name || ' ' || person.family_name) AS name
    FROM people_person person
    WHERE person.state <> 'trashed' AND person.profile = ANY(%(profiles)s)
        AND person.id <> ALL(%(hidden)s) {person}),
mailbox AS (
    SELECT email FROM known WHERE email <> '' AND profile <> 'pupil'
    GROUP BY email HAVING count(*) BETWEEN 2 AND %(sharers)s),
met AS (
    SELECT one.id AS first, two.id AS second, 'email' AS why
    FROM mailbox JOIN known one ON one.email = mailbox.email
    JOIN known two ON two.email = mailbox.email AND two.id > one.id
    WHERE one.profile <> 'pupil' AND two.profile <> 'pupil'
      AND similarity(one.name, two.name) >= %(alike)s
    UNION
    SELECT least(one.id, two.id), greatest(one.id, two.id), 'child'
    FROM families_relationship mine
    JOIN families_relationship theirs
        ON theirs.child_id = mine.child_id AND theirs.parent_id > mine.parent_id
    JOIN known one ON one.id = mine.parent_id
    JOIN known two ON two.id = theirs.parent_id
    JOIN known child ON child.id = mine.child_id
    WHERE similarity(one.name, two.name) >= %(alike)s
    UNION
    SELECT one.id, two.id, 'birth'
    FROM known one JOIN known two
        ON two.birth_date = one.birth_date AND two.name = one.name AND two.id > one.id)
SELECT first, second, array_agg(why ORDER BY why)
FROM met JOIN known one ON one.id = first JOIN known two ON two.id = second
WHERE (one.profile = two.profile
       OR (one.profile = 'parent' AND two.profile <> 'pupil')
       OR (two.profile = 'parent' AND one.profile <> 'pupil'))
  AND NOT EXISTS (SELECT FROM people_different said
                  WHERE (said.first_id, said.second_id) = (first, second))
  AND (first, second) > (%(after)s, %(after_second)s)
GROUP BY first, second ORDER BY first, second LIMIT %(most)s
"""
WITHIN = """
AND EXISTS (SELECT FROM people_membership member WHERE member.person_id = person.id
            AND member.organisation_id = ANY(%(within)s))
"""


@dataclass(frozen=True)
class Duplicate:
    """`first` has the lower internal ID; `because` are sentences' parts. Not `mergeable`: of
    two pupils, somebody who is connected with one of them lies out of the viewer's reach."""

    first: Person
    second: Person
    because: list[str]
    mergeable: bool

    @property
    def pupils(self) -> bool:
        return self.first.profile == Profile.PUPIL


@dataclass(frozen=True)
class Found:
    """`after`: the pair at which the next page begins (None: this is the last)."""

    pairs: list[Duplicate]
    after: tuple[int, int] | None


def find(viewer: Viewer, after: tuple[int, int] = (0, 0)) -> Found:
    """One page, in the order of internal IDs; nothing for who may not merge."""
    if not may(viewer, Verb.PEOPLE_MERGE):
        return Found([], None)
    params: dict[str, Any] = {
        "profiles": [each for each in Profile.values if may_handle_profile(viewer, each)],
        "within": viewer.reach.ids(),
        "hidden": sorted(viewer.hidden | viewer.family.adults),
        "sharers": SHARERS,
        "alike": ALIKE,
        "after": after[0],
        "after_second": after[1],
        "most": PAGE + 1,
    }
    rows = db.rows(FIND.format(person="" if viewer.reach.whole_site else WITHIN), params)
    people = scopes.with_places(viewer, Person.objects.all()).in_bulk(
        [number for row in rows[:PAGE] for number in row[:2]]
    )
    looks.shows(viewer, *people.values())
    pairs = [
        Duplicate(
            people[first],
            people[second],
            [str(REASONS[why]) for why in reasons],
            merging.two(viewer, first, second) is not None,
        )
        for first, second, reasons in rows[:PAGE]
    ]
    last = (rows[PAGE - 1][0], rows[PAGE - 1][1]) if len(rows) > PAGE else None
    return Found(pairs, last)

"""What guards and doubts want to know of the site, asked of the staged tables."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.intake.directory import rights
from kinkeeper.intake.directory.staged_tables import StagedTables
from kinkeeper.organisations import tree
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.match import directory as shape
from kinkeeper.roster.match.directory import Facts

DEGREES = """
WITH children AS (
    SELECT relationship.parent_id AS id, count(*) AS n FROM families_relationship relationship
    JOIN met ON met.id = relationship.parent_id WHERE relationship.state = 'active' GROUP BY 1),
parents AS (
    SELECT relationship.child_id AS id, count(*) AS n FROM families_relationship relationship
    JOIN met ON met.id = relationship.child_id WHERE relationship.state = 'active' GROUP BY 1)
SELECT coalesce(children.id, parents.id), coalesce(children.n, 0), coalesce(parents.n, 0)
FROM children FULL JOIN parents ON parents.id = children.id
"""
# The children of the relationships that may end are met, too: they are in `asserted`.
SCHOOLS = """
SELECT DISTINCT member.person_id, school.path FROM people_membership member
JOIN organisations_below place ON place.organisation_id = member.organisation_id
JOIN organisations_organisation school ON school.id = place.root_id AND school.kind = 'school'
WHERE member.person_id IN (SELECT id FROM met)
   OR member.person_id IN (SELECT relationship.child_id FROM families_relationship relationship
                                  JOIN met ON met.id = relationship.parent_id)
"""
TOTALS = """
SELECT school.path, count(DISTINCT relationship.id) FROM families_relationship relationship
LEFT JOIN people_membership member ON member.person_id = relationship.child_id
LEFT JOIN (organisations_below place JOIN organisations_organisation school
        ON school.id = place.root_id AND school.kind = 'school')
    ON place.organisation_id = member.organisation_id
WHERE relationship.state = 'active'
  AND EXISTS (SELECT FROM unnest(relationship.sources) AS s WHERE s IN (SELECT source FROM series))
GROUP BY school.path
"""
PUPILS_HAVE_KEYS = """
SELECT EXISTS (SELECT FROM people_person pupil
    JOIN people_membership member ON member.person_id = pupil.id
    JOIN organisations_below place ON place.organisation_id = member.organisation_id
    WHERE pupil.profile = 'pupil' AND pupil.sync_key IS NOT NULL AND place.root_id = %s)
"""


# The last answer of this series of files; empty while it is asked and nobody has decided.
ANSWERS = """
SELECT DISTINCT ON (question.parent_id, question.mark) question.parent_id, question.mark,
    question.answer
FROM families_question question
WHERE question.kind IN ('other-person', 'key-led-elsewhere')
  AND question.answer IN ('', 'same', 'other', 'kept')
  AND question.parent_id = ANY(%(ids)s)
  AND EXISTS (SELECT FROM unnest(question.imports) AS said(id)
              JOIN series ON series.source = 'import:' || said.id)
ORDER BY question.parent_id, question.mark, question.answer = '' DESC, question.answered_at DESC
"""
# The other parents of a person's children and of the children that a row names, and the other
# children of a person's parents; as far as the child, or the first of two, is in reach (K14).
KIN = """
WITH relationship AS NOT MATERIALIZED (
    SELECT parent_id, child_id FROM families_relationship WHERE state IN ('active', 'proposed')),
child AS (
    SELECT relationship.parent_id AS about, relationship.child_id AS id FROM relationship
        WHERE relationship.parent_id = ANY(%(ids)s)
    UNION SELECT about, named
        FROM unnest(%(about)s::bigint[], %(named)s::bigint[]) AS row(about, named)),
kin AS (
    SELECT child.about, relationship.parent_id AS id, child.id AS through
        FROM child JOIN relationship ON relationship.child_id = child.id
    UNION SELECT mine.child_id, theirs.child_id, theirs.child_id FROM relationship mine
        JOIN relationship theirs ON theirs.parent_id = mine.parent_id
        WHERE mine.child_id = ANY(%(ids)s))
SELECT DISTINCT kin.about, person.id, person.given_name, person.family_name, person.birth_date
FROM kin JOIN people_person person ON person.id = kin.id AND person.state <> 'trashed'
WHERE kin.id <> kin.about AND (%(within)s::bigint[] IS NULL OR EXISTS (
    SELECT FROM people_membership member
    WHERE member.person_id = kin.through AND member.organisation_id = ANY(%(within)s)))
"""
BORN = """
SELECT person.id, given_name, family_name, birth_date FROM people_person person
WHERE birth_date = ANY(%(dates)s::date[]) AND state <> 'trashed' {inside}
"""
NAMED = """
SELECT id, given_name, family_name, birth_date FROM people_person WHERE id = ANY(%(ids)s)
"""
INSIDE = """
AND EXISTS (SELECT FROM people_membership member
            WHERE member.person_id = person.id AND member.organisation_id = ANY(%(within)s))
"""
ONE_PERSON = """
SELECT id, one_person_name FROM people_person WHERE id = ANY(%(ids)s) AND one_person_name <> ''
"""
STANDING = "SELECT path FROM organisations_organisation WHERE path = ANY(%(paths)s)"
PLACES = """
SELECT path FROM organisations_organisation
WHERE path <> '' AND (%(within)s::bigint[] IS NULL OR id = ANY(%(within)s))
"""

NAMED_SCHOOLS = """
SELECT path FROM organisations_organisation WHERE kind IN ('school', 'district')
  AND (%(within)s::bigint[] IS NULL OR id = ANY(%(within)s))
ORDER BY path
"""
PLACED = """
SELECT DISTINCT planned.person_id, place.path FROM intake_plannedperson planned
JOIN series ON series.source = 'import:' || planned.roster_import_id
JOIN intake_import import ON import.id = planned.roster_import_id AND import.state = 'applied'
JOIN organisations_organisation place ON place.path = ANY(planned.paths)
JOIN people_membership member
    ON member.person_id = planned.person_id AND member.organisation_id = place.id
WHERE planned.person_id = ANY(%(ids)s) AND planned.act IN ('create', 'update')
  AND (%(within)s::bigint[] IS NULL OR place.id = ANY(%(within)s))
"""
ACCEPTED = """
SELECT EXISTS (SELECT FROM journal_entry entry
    JOIN intake_import import ON import.id = entry.import_id AND import.state = 'applied'
    JOIN series ON series.source = 'import:' || import.id
    WHERE entry.action = 'guard.accepted' AND entry.data -> 'guards' ? %s)
"""


def of(tables: StagedTables) -> Facts:
    """To be asked as long as the tables are there."""
    reach = tables.reach
    within = None if reach.whole_site else reach.ids()
    return Facts(
        answers=lambda ids: tables.frame(ANSWERS, shape.ANSWERS, {"ids": list(ids)}),
        kin=lambda ids, children: kin(ids, children, reach),
        born_on=lambda dates: born_on(dates, reach),
        named=lambda ids: copy_out(NAMED, shape.BORN, {"ids": list(ids)}),
        degrees=lambda: tables.frame(DEGREES, shape.DEGREES),
        schools=lambda: tables.frame(SCHOOLS, shape.SCHOOLS),
        totals=lambda: tables.frame(TOTALS, shape.TOTALS),
        pupils_have_keys=lambda: tables.holds(PUPILS_HAVE_KEYS, [tables.series.organisation]),
        standing=lambda paths: copy_out(STANDING, shape.NODES, {"paths": list(paths)}),
        places=lambda: copy_out(PLACES, shape.NODES, {"within": within}),
        one_person=lambda ids: copy_out(ONE_PERSON, shape.ONE_PERSON, {"ids": list(ids)}),
        accepted=lambda code: tables.holds(ACCEPTED, [code]),
        placed=lambda ids: tables.frame(
            PLACED, shape.MEMBERSHIPS, {"ids": list(ids), "within": within}
        ),
        named_schools=lambda: copy_out(NAMED_SCHOOLS, shape.NODES, {"within": within})[
            "node"
        ].to_list(),
        kinds_to_come=tree.kinds_to_come,
        stated=lambda relationships: rights.stated(tables, relationships),
        default_areas=rights.default_areas,
        instead=lambda keys: rights.instead(tables, keys),
    )


def kin(ids: Sequence[int], children: Sequence[tuple[int, int]], reach: Reach) -> pl.DataFrame:
    """As `Facts.kin`."""
    about, named = [who for who, _child in children], [child for _who, child in children]
    within = None if reach.whole_site else reach.ids()
    params = {"ids": list(ids), "about": about, "named": named, "within": within}
    return copy_out(KIN, shape.KIN, params)


def born_on(dates: Sequence[str], reach: Reach) -> pl.DataFrame:
    """As `Facts.born_on`."""
    query = BORN.format(inside="" if reach.whole_site else INSIDE)
    return copy_out(query, shape.BORN, {"dates": list(dates), "within": reach.ids()})

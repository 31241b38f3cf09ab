"""What guards want to know of the site; asked from the tables that `directory` staged."""

import polars as pl
from django.db import connection

from kinkeeper.intake.copy import copy_out
from kinkeeper.roster import directory as shape
from kinkeeper.roster.directory import Facts

# Organisation's internal ID (None: it is yet to be made), profile, and the series' own name.
Series = tuple[int | None, str, str]

DEGREES = """
WITH children AS (
    SELECT pair.parent_id AS id, count(*) AS n FROM families_relationship pair
    JOIN met ON met.id = pair.parent_id WHERE pair.state = 'active' GROUP BY 1),
parents AS (
    SELECT pair.child_id AS id, count(*) AS n FROM families_relationship pair
    JOIN met ON met.id = pair.child_id WHERE pair.state = 'active' GROUP BY 1)
SELECT coalesce(children.id, parents.id), coalesce(children.n, 0), coalesce(parents.n, 0)
FROM children FULL JOIN parents ON parents.id = children.id
"""
# The children of the pairs that may end are met, too: they are in `asserted`.
SCHOOLS = """
SELECT DISTINCT member.person_id, school.path FROM people_membership member
JOIN organisations_organisation place ON place.id = member.organisation_id
JOIN organisations_organisation school ON school.kind = 'school'
    AND (place.path = school.path OR starts_with(place.path, school.path || '/'))
WHERE member.person_id IN (SELECT id FROM met)
   OR member.person_id IN (SELECT pair.child_id FROM families_relationship pair
                                  JOIN met ON met.id = pair.parent_id)
"""
TOTALS = """
SELECT school.path, count(DISTINCT pair.id) FROM families_relationship pair
LEFT JOIN people_membership member ON member.person_id = pair.child_id
LEFT JOIN organisations_organisation place ON place.id = member.organisation_id
LEFT JOIN organisations_organisation school ON school.kind = 'school'
    AND (place.path = school.path OR starts_with(place.path, school.path || '/'))
WHERE pair.state = 'active'
  AND EXISTS (SELECT FROM unnest(pair.sources) AS s WHERE s IN (SELECT source FROM series))
GROUP BY school.path
"""
PUPILS_HAVE_KEYS = """
SELECT EXISTS (SELECT FROM people_person pupil
    JOIN people_membership member ON member.person_id = pupil.id
    JOIN organisations_organisation place ON place.id = member.organisation_id
    JOIN organisations_organisation root ON root.id = %s
    WHERE pupil.profile = 'pupil' AND pupil.sync_key IS NOT NULL
      AND (root.path = '' OR place.path = root.path OR starts_with(place.path, root.path || '/')))
"""


def of(series: Series) -> Facts:
    """Inside the transaction in which the tables `met` and `series` were staged."""
    organisation, _profile, _name = series

    def pupils_have_keys() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(PUPILS_HAVE_KEYS, [organisation])
            return bool(cursor.fetchone()[0])

    return Facts(
        lambda: _frame(DEGREES, shape.DEGREES),
        lambda: _frame(SCHOOLS, shape.SCHOOLS),
        lambda: _frame(TOTALS, shape.TOTALS),
        pupils_have_keys,
    )


def _frame(query: str, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return copy_out(query, schema)

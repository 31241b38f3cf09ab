"""Relationships that go on, to be counted by the thousand: as `families.visibility.goes_on` says of
one, in pieces of SQL.

Whether a coming of age has ended a relationship is asked of the database pair by pair, which takes
long. Of a pupil who is too young, has decided nothing and took over no other account it need not be
asked.
"""

# SQL: since which birth date a pupil is of age on the day (`{day}`, SQL), give or take `{days}`.
BORN = """{day} + {days} - make_interval(years => coalesce((SELECT (value #>> '{{}}')::int
    FROM organisations_setting WHERE name = 'age_of_majority'), 18))"""


def born_by(day: str, days: int) -> str:
    return BORN.format(day=day, days=days)


def young(person: str, day: str) -> str:
    """SQL: of the people of this table (id, birth_date, of_age_since) those who are surely not of
    age on the day (SQL), anywhere on earth, nor have been."""
    return f"""
SELECT {person}.id FROM {person}
WHERE {person}.of_age_since IS NULL
    AND ({person}.birth_date IS NULL OR {person}.birth_date > {born_by(day, 2)})
    AND NOT EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = {person}.id)
    AND NOT EXISTS (SELECT FROM people_merge merged WHERE merged.leads_to_id = {person}.id)
"""  # noqa: S608  # our own columns


# A condition on `relationship`, joined from the left with its child in `young`.
GOES_ON = """
    relationship.state = 'active'
    AND (relationship.ends_on IS NULL OR relationship.ends_on >= people_local_date(
        relationship.child_id, %(moment)s, %(server_zone)s))
    AND (young.id IS NOT NULL OR NOT families_ended_by_now(
        relationship.parent_id, relationship.child_id, %(moment)s, %(server_zone)s))
"""

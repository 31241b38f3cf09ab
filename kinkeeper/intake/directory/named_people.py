"""Whom the keys in files of records, rights and consents mean.

A plan rests on it (K10): until it is applied, a key may have been given to another person, and
accounts merged or parted.
"""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.copy_frames import copy_in, copy_out
from kinkeeper.intake.directory.records_series import params_of
from kinkeeper.intake.models import Import, NamedPerson
from kinkeeper.lib import db

STAGED = """
DROP TABLE IF EXISTS named_people;
CREATE TEMP TABLE named_people (value text NOT NULL) ON COMMIT DROP
"""
# A key leads to one person for ever, also one that was changed by hand or merged away.
PEOPLE = """
WITH meant AS (
    SELECT named.value, person.id, 1 AS place
    FROM named_people named JOIN people_person person ON person.sync_key = named.value
    UNION ALL
    SELECT named.value, former.person_id, 2
    FROM named_people named JOIN people_formerkey former ON former.sync_key = named.value)
SELECT DISTINCT ON (meant.value) meant.value, person.id::text, person.profile
FROM meant
LEFT JOIN people_merge merged ON merged.gone_id = meant.id
JOIN people_person person ON person.id = coalesce(merged.leads_to_id, meant.id)
WHERE person.state = 'active' AND (%(everywhere)s OR EXISTS (
    SELECT FROM people_membership member
    WHERE member.person_id = person.id AND member.organisation_id = ANY(%(within)s)))
ORDER BY meant.value, meant.place
"""
FOUND = {"key": pl.String, "id": pl.String, "profile": pl.String}


def fetch(roster_import: Import, keys: Sequence[str]) -> pl.DataFrame:
    """Who bears these keys within the import's reach: key, id, profile. In the transaction that
    plans; it is remembered with the plan."""
    people = _people(roster_import, keys)
    forget(roster_import)
    kept = people.select(
        roster_import_id=pl.lit(roster_import.pk), key="key", person_id=pl.col("id").cast(pl.Int64)
    )
    copy_in(NamedPerson._meta.db_table, kept.columns, kept)
    return people


def mean_others(roster_import: Import) -> bool:
    """Whether a key of the plan means another person by now, or no one."""
    kept = NamedPerson.objects.filter(roster_import=roster_import)
    then = {key: str(number) for key, number in kept.values_list("key", "person_id")}
    if not then:
        return False
    now = _people(roster_import, list(then))
    return then != dict(now.select("key", "id").iter_rows())


def forget(roster_import: Import) -> None:
    """Once it is applied, or never will be."""
    NamedPerson.objects.filter(roster_import=roster_import).delete()


def _people(roster_import: Import, keys: Sequence[str]) -> pl.DataFrame:
    db.run(STAGED)
    copy_in("named_people", ["value"], pl.DataFrame({"value": list(keys)}, {"value": pl.String}))
    db.run("ANALYZE named_people")
    people = copy_out(PEOPLE, FOUND, params_of(roster_import))
    db.run("DROP TABLE named_people")
    return people

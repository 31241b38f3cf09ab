"""The pupils whom a file without children's keys may mean, by their class or their birth date.

Only those within the reach of whoever imports, with the classes that are within it, too (K14), and
none with a protected identity, whoever may see them (K28).
"""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.organisations.reach import Reach
from kinkeeper.roster.match.described import PUPILS
from kinkeeper.roster.text.descriptions import class_folded

CLASSES = """
SELECT id, name FROM organisations_organisation
WHERE kind IN ('class', 'unclassified') AND (%(within)s::bigint[] IS NULL OR id = ANY(%(within)s))
"""
ASKED = """
SELECT person.id, person.given_name, person.family_name, person.birth_date,
    (SELECT coalesce(json_agg(place.name), '[]')
     FROM people_membership member JOIN organisations_organisation place
         ON place.id = member.organisation_id AND place.kind IN ('class', 'unclassified')
     WHERE member.person_id = person.id
       AND (%(within)s::bigint[] IS NULL OR place.id = ANY(%(within)s)))
FROM people_person person
WHERE person.profile = 'pupil' AND person.state <> 'trashed'
  AND (person.birth_date = ANY(%(dates)s::date[]) OR person.id IN (
        SELECT member.person_id FROM people_membership member
        WHERE member.organisation_id = ANY(%(classes)s)))
  AND (%(within)s::bigint[] IS NULL OR EXISTS (
        SELECT FROM people_membership member
        WHERE member.person_id = person.id AND member.organisation_id = ANY(%(within)s)))
  AND NOT EXISTS (SELECT FROM people_protection mark WHERE mark.person_id = person.id)
"""


def described_pupils(classes: Sequence[str], dates: Sequence[str], reach: Reach) -> pl.DataFrame:
    """As `match.described.AskForPupils`."""
    within = None if reach.whole_site else reach.ids()
    known = copy_out(CLASSES, {"id": pl.Int64, "name": pl.String}, {"within": within})
    wanted = set(classes)
    places = [number for number, name in known.iter_rows() if class_folded(name) in wanted]
    return copy_out(ASKED, PUPILS, {"classes": places, "dates": list(dates), "within": within})

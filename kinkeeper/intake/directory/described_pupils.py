"""The pupils among whom a file's children without keys are looked for (K14). Whose identity is
protected is hidden from a maker who is not named for them (K28)."""

from collections.abc import Sequence

import polars as pl

from kinkeeper.intake.copy_frames import copy_out
from kinkeeper.intake.models import Import
from kinkeeper.lib import db
from kinkeeper.organisations.local_date import today_at
from kinkeeper.organisations.reach import of_roots
from kinkeeper.roster.match import described as shape
from kinkeeper.roster.match.described import Pupils

NAMED = """
SELECT person.id, person.given_name, person.family_name, person.birth_date
FROM people_person person
WHERE person.profile = 'pupil' AND person.state <> 'trashed' AND person.id IN (
    SELECT member.person_id FROM people_membership member
    JOIN organisations_below place ON place.organisation_id = member.organisation_id
    WHERE place.root_id = %(home)s
      AND (%(within)s::bigint[] IS NULL OR member.organisation_id = ANY(%(within)s)))
"""
# As the rosters place pupils, and as the school records of today do.
CLASSES = """
SELECT member.person_id,
    CASE WHEN place.kind IN ('class', 'unclassified') THEN place.name ELSE '' END, place.path
FROM people_membership member
JOIN organisations_organisation place ON place.id = member.organisation_id
JOIN organisations_below below ON below.organisation_id = place.id AND below.root_id = %(home)s
WHERE member.person_id = ANY(%(ids)s)
  AND (%(within)s::bigint[] IS NULL OR place.id = ANY(%(within)s))
UNION
SELECT enrolment.person_id, class.title, ''
FROM records_enrolment enrolment
JOIN records_group class ON class.id = enrolment.group_id
JOIN records_school school ON school.id = enrolment.school_id
JOIN organisations_below below
    ON below.organisation_id = school.organisation_id AND below.root_id = %(home)s
WHERE enrolment.person_id = ANY(%(ids)s)
  AND (%(within)s::bigint[] IS NULL OR school.organisation_id = ANY(%(within)s))
  AND (enrolment.starts_on IS NULL OR enrolment.starts_on <= %(today)s::date)
  AND (enrolment.ends_on IS NULL OR enrolment.ends_on >= %(today)s::date)
"""


def of(roster_import: Import) -> Pupils:
    """Of an organisation that the plan is to make first there are none."""
    reach = of_roots(roster_import.reach)
    within = None if reach.whole_site else reach.ids()
    home, today = roster_import.home_id, today_at(roster_import.place)

    def classes(ids: Sequence[int]) -> pl.DataFrame:
        params = {"ids": list(ids), "home": home, "within": within, "today": today}
        return copy_out(CLASSES, shape.CLASSES, params)

    # as the maker sees, whoever asks: a page that applies it, or a worker
    hidden = frozenset(db.value("SELECT people_hidden_from(%s)", [roster_import.made_by_id]))
    named = {"home": home, "within": within}
    return Pupils(lambda: copy_out(NAMED, shape.PUPILS, named), classes, hidden)

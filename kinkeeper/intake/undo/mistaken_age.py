"""The pupils whom an import that has been undone had made of age by wrong birth dates (K18).

The undo gives the birth dates back, and whoever had been of age by them stays marked: what ended
does not come back unseen. These are whom a person may then take the mark from: marked since that
import, by the very day that its birth date gave; not of age by the birth date of today; who have
decided nothing as adults.
"""

from datetime import date

from django.conf import settings as server

from kinkeeper.families.majority import AGE
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.lib import db
from kinkeeper.organisations import settings
from kinkeeper.organisations.local_date import moment

MADE_OF_AGE = """
SELECT person.id, (planned.changes -> 'birth_date' ->> 1)::date
FROM intake_plannedperson planned
JOIN intake_import made ON made.id = planned.roster_import_id
JOIN people_person person ON person.id = planned.person_id
WHERE planned.roster_import_id = %(roster_import)s AND planned.act = 'update'
  AND planned.changes -> 'birth_date' ->> 1 IS NOT NULL
  AND person.profile = 'pupil' AND person.state = 'active'
  AND person.of_age_marked_at >= made.ended_at
  AND person.of_age_since
      = families_comes_of_age((planned.changes -> 'birth_date' ->> 1)::date, %(age)s)
  AND coalesce(families_comes_of_age(person.birth_date, %(age)s)
      > people_local_date(person.id, %(now)s, %(zone)s), true)
  AND NOT EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = person.id)
  AND NOT EXISTS (
        SELECT FROM people_merge merged WHERE person.id IN (merged.gone_id, merged.leads_to_id))
ORDER BY person.id
"""


def made_of_age(roster_import: Import) -> dict[int, date]:
    """Pupil (internal ID) -> the birth date that the import gave. None of an import that stands, or
    whose rows are no longer kept."""
    if roster_import.state != ImportState.UNDONE:
        return {}
    about = {
        "roster_import": roster_import.pk,
        "age": settings.get(AGE),
        "now": moment(),
        "zone": server.TIME_ZONE,
    }
    return dict(db.rows(MADE_OF_AGE, about))

"""Which records are open to a parent at a moment, as far as child, school and group decide it."""

from django.db import migrations

# The date at an organisation, by the time zone that the nearest up its path has said.
LOCAL_DATE = """
CREATE FUNCTION records_local_date(organisation bigint, moment timestamptz, server text)
RETURNS date LANGUAGE sql STABLE AS $$
    SELECT (moment AT TIME ZONE coalesce(
        (SELECT own.value FROM organisations_ownsetting own
         JOIN organisations_organisation above ON above.id = own.organisation_id
         JOIN organisations_organisation place ON place.id = organisation
         WHERE own.name = 'time_zone'
           AND (above.path = place.path OR starts_with(place.path, above.path || '/'))
         ORDER BY length(above.path) DESC LIMIT 1),
        nullif((SELECT value #>> '{}' FROM organisations_setting WHERE name = 'time_zone'), ''),
        server))::date
$$;
"""
# For each group of each child at each school that is open today: when the child is in it, and what
# the parent sees there. A school is open while the child is enrolled, and some days longer. It runs
# as whoever asks; the wall's own function asks it as the owner.
OPENED = """
CREATE FUNCTION records_opened(parent bigint, moment timestamptz, server text)
RETURNS TABLE (child_id bigint, school_id bigint, group_id bigint, starts_on date, ends_on date,
    today date, areas text[])
LANGUAGE sql STABLE AS $$
    WITH place AS MATERIALIZED (
        SELECT child.id AS child, school.id AS school, school.behaviour_shown,
            relationship.starts_on AS first_day, relationship.ends_on AS last_day,
            records_local_date(school.organisation_id, moment, server) AS day
        FROM families_relationship relationship
        JOIN people_person child ON child.id = relationship.child_id
            AND child.state = 'active' AND child.profile = 'pupil'
        CROSS JOIN LATERAL (
            SELECT DISTINCT there.school_id AS id FROM records_enrolment there
            WHERE there.person_id = child.id AND there.role = 'pupil') AS attended
        JOIN records_school school ON school.id = attended.id
        WHERE relationship.parent_id = parent AND relationship.state = 'active'
          AND NOT relationship.awaits_way_in
    ), open AS MATERIALIZED (
        SELECT place.child, place.school, place.day, CASE
            WHEN place.behaviour_shown THEN families_areas(parent, place.child, place.day)
            ELSE array_remove(families_areas(parent, place.child, place.day), 'behaviour')
            END AS given
        FROM place
        WHERE (place.first_day IS NULL OR place.first_day <= place.day)
          AND (place.last_day IS NULL OR place.last_day >= place.day)
          AND EXISTS (
            SELECT FROM records_enrolment there
            WHERE there.person_id = place.child AND there.school_id = place.school
              AND there.role = 'pupil'
              AND coalesce(there.starts_on, '-infinity') <= place.day
              AND coalesce(there.ends_on, 'infinity') + coalesce((
                    SELECT (value #>> '{}')::int FROM organisations_setting
                    WHERE name = 'records_after_leaving'), 90) >= place.day)
    )
    SELECT open.child, open.school, enrolled.group_id,
        coalesce(enrolled.starts_on, '-infinity'), coalesce(enrolled.ends_on, 'infinity'),
        open.day, open.given
    FROM open
    JOIN records_enrolment enrolled ON enrolled.person_id = open.child
        AND enrolled.school_id = open.school AND enrolled.role = 'pupil'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial"), ("families", "0006_pending_areas")]
    operations = [
        migrations.RunSQL(
            LOCAL_DATE, "DROP FUNCTION records_local_date(bigint, timestamptz, text)"
        ),
        migrations.RunSQL(OPENED, "DROP FUNCTION records_opened(bigint, timestamptz, text)"),
    ]

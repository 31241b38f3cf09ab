"""Which of their own records are open to pupils themselves."""

from django.db import migrations

# As `records_opened`, for one child and without a parent: all areas, at each school where the pupil
# is enrolled, or was until lately. No relationship, right or consent of anyone decides about it.
OPENED = """
CREATE FUNCTION records_opened_to_pupil(pupil bigint, moment timestamptz, server text)
RETURNS TABLE (child_id bigint, school_id bigint, group_id bigint, starts_on date, ends_on date,
    today date, areas text[])
LANGUAGE sql STABLE AS $$
    WITH place AS MATERIALIZED (
        SELECT child.id AS child, school.id AS school, school.behaviour_shown,
            records_local_date(school.organisation_id, moment, server) AS day
        FROM people_person child
        CROSS JOIN LATERAL (
            SELECT DISTINCT there.school_id AS id FROM records_enrolment there
            WHERE there.person_id = child.id AND there.role = 'pupil') AS attended
        JOIN records_school school ON school.id = attended.id
        WHERE child.id = pupil AND child.state = 'active' AND child.profile = 'pupil'
    )
    SELECT place.child, place.school, enrolled.group_id,
        coalesce(enrolled.starts_on, '-infinity'), coalesce(enrolled.ends_on, 'infinity'),
        place.day,
        ARRAY['school-day', 'work-results', 'absence', 'messages', 'contact', 'documents']
            || CASE WHEN place.behaviour_shown THEN ARRAY['behaviour'] ELSE '{}' END
    FROM place
    JOIN records_enrolment enrolled ON enrolled.person_id = place.child
        AND enrolled.school_id = place.school AND enrolled.role = 'pupil'
    WHERE EXISTS (
        SELECT FROM records_enrolment there
        WHERE there.person_id = place.child AND there.school_id = place.school
          AND there.role = 'pupil'
          AND coalesce(there.starts_on, '-infinity') <= place.day
          AND coalesce(there.ends_on, 'infinity') + coalesce((
                SELECT (value #>> '{}')::int FROM organisations_setting
                WHERE name = 'records_after_leaving'), 90) >= place.day)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0007_documents")]
    operations = [
        migrations.RunSQL(
            OPENED, "DROP FUNCTION records_opened_to_pupil(bigint, timestamptz, text)"
        ),
    ]

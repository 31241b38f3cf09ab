"""Which of their own records are open to pupils themselves."""

from django.db import migrations

# As `records_opened`, for one child and without a parent, at each school where the pupil is enrolled,
# or was until lately. No relationship, right or consent of anyone decides about it. Until the pupil
# comes of age, remarks and documents are the school's words to the parents, and so are notices
# about this pupil alone: the word `minor` among the areas says so.
OPENED = """
CREATE FUNCTION records_opened_to_pupil(pupil bigint, moment timestamptz, server text)
RETURNS TABLE (child_id bigint, school_id bigint, group_id bigint, starts_on date, ends_on date,
    today date, areas text[])
LANGUAGE sql STABLE AS $$
    WITH place AS MATERIALIZED (
        SELECT child.id AS child, school.id AS school, school.behaviour_shown,
            records_local_date(school.organisation_id, moment, server) AS day,
            families_decides(child.id,
                people_local_date(child.id, moment, server)) AS of_age
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
        ARRAY['school-day', 'work-results', 'absence', 'messages', 'contact']
            || CASE WHEN NOT place.of_age THEN ARRAY['minor']
                    WHEN place.behaviour_shown THEN ARRAY['documents', 'behaviour']
                    ELSE ARRAY['documents'] END
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

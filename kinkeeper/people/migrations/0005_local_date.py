"""The date it is for a person: at the schools, each in its own time zone (K16, K35)."""

from django.db import migrations

# Of schools in several zones the date of the one that is furthest behind: what begins has begun at
# all of them, what ends has ended at all. A place below another goes by its own: who is in a class
# and in its school is in the class. It runs as the owner: a place that the asking person does not
# see would be left out otherwise. COST: compare days that are null first, where there are any.
LOCAL_DATE = """
CREATE FUNCTION people_local_date(person bigint, moment timestamptz, server text) RETURNS date
LANGUAGE sql STABLE COST 5000 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH site AS (
        SELECT coalesce(nullif((SELECT value #>> '{}' FROM organisations_setting
                                WHERE name = 'time_zone'), ''), server) AS zone
    ), place AS (
        SELECT place.path FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        WHERE member.person_id = person
          AND EXISTS (SELECT FROM organisations_ownsetting WHERE name = 'time_zone')
    ), zone AS (
        SELECT coalesce(
            (SELECT own.value FROM organisations_ownsetting own
             JOIN organisations_organisation above ON above.id = own.organisation_id
             WHERE own.name = 'time_zone'
               AND (above.path = place.path OR starts_with(place.path, above.path || '/'))
             ORDER BY length(above.path) DESC LIMIT 1),
            (SELECT zone FROM site)) AS name
        FROM place WHERE NOT EXISTS (
            SELECT FROM place inside WHERE inside.path <> place.path
                AND (place.path = '' OR starts_with(inside.path, place.path || '/')))
    )
    SELECT coalesce((SELECT min((moment AT TIME ZONE name)::date) FROM zone),
                    (moment AT TIME ZONE (SELECT zone FROM site))::date)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_own_settings"), ("people", "0004_awake_since")]
    operations = [
        migrations.RunSQL(
            LOCAL_DATE, "DROP FUNCTION people_local_date(bigint, timestamptz, text);"
        )
    ]

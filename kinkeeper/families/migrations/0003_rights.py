"""What parents may see of children by area, and the rule that joins all that was said (K16)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Written here once more than in `roster/vocabulary.py`; a law compares what comes of them. A preset
# that nobody knows gives nothing.
PRESETS = """
CREATE FUNCTION families_areas_of_preset(preset text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE preset
        WHEN 'everything' THEN
            '{school-day,work-results,absence,behaviour,messages,contact,documents}'
        WHEN 'without-contact' THEN
            '{school-day,work-results,absence,behaviour,messages,documents}'
        WHEN 'day-to-day' THEN '{school-day,absence,messages}'
        WHEN 'results-only' THEN '{work-results,documents}'
        WHEN 'school-day-only' THEN '{school-day}'
        ELSE '{}'
    END::text[]
$$;
"""
# What holds where nobody said anything: of each lowest place of the child what the nearest
# organisation up the path says, else the site; of several places what all of them give. It runs as
# the owner: a place that the asking person does not see would widen what the others give.
DEFAULTS = """
CREATE FUNCTION families_default_areas(child bigint) RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH places AS (
        SELECT place.path FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        WHERE member.person_id = child
    ), lowest AS (
        SELECT path FROM places WHERE NOT EXISTS (
            SELECT FROM places inside WHERE inside.path <> places.path
                AND (places.path = '' OR starts_with(inside.path, places.path || '/')))
        UNION SELECT '' WHERE NOT EXISTS (SELECT FROM places)
    ), said AS (
        SELECT families_areas_of_preset(coalesce(
            (SELECT own.value FROM organisations_ownsetting own
             JOIN organisations_organisation place ON place.id = own.organisation_id
             WHERE own.name = 'rights'
               AND (place.path = lowest.path OR starts_with(lowest.path, place.path || '/'))
             ORDER BY length(place.path) DESC LIMIT 1),
            (SELECT value #>> '{}' FROM organisations_setting WHERE name = 'rights'),
            'everything')) AS areas
        FROM lowest
    )
    SELECT array(
        SELECT area FROM unnest(families_areas_of_preset('everything'))
            WITH ORDINALITY AS every(area, place)
        WHERE (SELECT bool_and(area = ANY (areas)) FROM said) ORDER BY place)
$$;
"""
# `families/areas.py` in SQL: what every voice gives on this day. `acting`: only where the parent
# also acts, not only sees.
GRANTED = """
CREATE FUNCTION families_granted(parent bigint, child bigint, day date, acting boolean)
RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH said AS (
        SELECT said.source, said.of_parent, said.of_child, said.areas::text[] AS areas,
            said.sees_only::text[] AS sees_only,
            (said.starts_on IS NULL OR said.starts_on <= day)
                AND (said.ends_on IS NULL OR said.ends_on >= day) AS in_force
        FROM families_rightsstatement said
        WHERE said.parent_id = parent AND said.child_id = child AND said.ended_at IS NULL
    ), otherwise AS MATERIALIZED (
        SELECT families_default_areas(child) AS areas
        WHERE NOT EXISTS (SELECT FROM said WHERE areas IS NOT NULL)
           OR EXISTS (SELECT FROM said WHERE areas IS NULL)
    ), given AS (
        SELECT coalesce(said.areas, (SELECT areas FROM otherwise)) AS areas, said.sees_only
        FROM said WHERE said.in_force
    )
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM said) THEN (SELECT areas FROM otherwise)
        WHEN EXISTS (SELECT FROM said GROUP BY source, of_parent, of_child
                     HAVING NOT bool_or(in_force)) THEN '{}'::text[]
        ELSE array(
            SELECT area FROM unnest(families_areas_of_preset('everything'))
                WITH ORDINALITY AS every(area, place)
            WHERE (SELECT bool_and(area = ANY (areas)
                                   AND NOT (acting AND area = ANY (sees_only))) FROM given)
            ORDER BY place)
    END
$$;
CREATE FUNCTION families_areas(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT families_granted(parent, child, day, false) $$;
CREATE FUNCTION families_areas_to_act_in(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT families_granted(parent, child, day, true) $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0002_fulfilled'),
        ('organisations', '0003_own_settings'),
        ('people', '0001_version_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RightsStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of_parent', models.BigIntegerField()),
                ('of_child', models.BigIntegerField()),
                ('source', models.CharField(max_length=30)),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), null=True)),
                ('sees_only', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), db_default=[])),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('standing', models.CharField(db_default='not-stated', max_length=20)),
                ('reason', models.TextField(blank=True, db_default='')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_by_name', models.CharField(db_default='', max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.BigIntegerField(null=True)),
                ('ended_by_name', models.CharField(db_default='', max_length=300)),
                ('child', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['child', 'parent'], name='rights_of_pair'), models.Index(fields=['child', 'parent', 'made_at'], name='rights_history')],
                'constraints': [models.CheckConstraint(condition=models.Q(('areas__contained_by', ['school-day', 'work-results', 'absence', 'behaviour', 'messages', 'contact', 'documents']), ('sees_only__contained_by', ['school-day', 'work-results', 'absence', 'behaviour', 'messages', 'contact', 'documents'])), name='rights_areas_known'), models.CheckConstraint(condition=models.Q(('standing__in', ['not-stated', 'responsible', 'not-responsible', 'court-order', 'agreement', 'delegated'])), name='rights_standing_known'), models.CheckConstraint(condition=models.Q(('ends_on__lt', models.F('starts_on')), _negated=True), name='rights_first_day_before_last')],
            },
        ),
        migrations.RunSQL(
            PRESETS,
            "DROP FUNCTION families_areas_of_preset(text)",
        ),
        migrations.RunSQL(DEFAULTS, "DROP FUNCTION families_default_areas(bigint)"),
        migrations.RunSQL(
            GRANTED,
            "DROP FUNCTION families_areas(bigint, bigint, date);"
            "DROP FUNCTION families_areas_to_act_in(bigint, bigint, date);"
            "DROP FUNCTION families_granted(bigint, bigint, date, boolean)",
        ),
    ]

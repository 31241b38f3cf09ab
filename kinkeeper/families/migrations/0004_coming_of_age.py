"""Coming of age: what pupils consent to, and the rule that ends parents' access (K18)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


# `families/majority.py` in SQL; a law compares the two.
COMES_OF_AGE = """
CREATE FUNCTION families_comes_of_age(birth_date date, age int) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    -- the day before, so many years on, and the next: 1 March follows 28 February
    SELECT CASE WHEN to_char(birth_date, 'MM-DD') = '02-29'
        THEN (birth_date - 1 + make_interval(years => age))::date + 1
        ELSE (birth_date + make_interval(years => age))::date END
$$;
"""
# These run as the owner: whoever no longer sees a child, or a consent, must not see more for it.
DECIDES = """
CREATE FUNCTION families_decides(child bigint, day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT families_comes_of_age(person.birth_date, coalesce(
            (SELECT (value #>> '{}')::int FROM organisations_setting WHERE name = 'age_of_majority'),
            18)) <= day
        FROM people_person person WHERE person.id = child), false)
    -- who has decided once was of age, whatever a file or a merge makes of the birth date since
    OR EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = child)
    OR EXISTS (SELECT FROM people_merge merged
               JOIN families_consent said ON said.pupil_id = merged.gone_id
               WHERE merged.leads_to_id = child);
END
$$;
"""
# Null: nothing is taken away. Empty: the parent's access has ended.
CONSENTED = """
CREATE FUNCTION families_consented(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_decides(child, day) OR EXISTS (
        SELECT FROM families_continuation said
        WHERE said.parent_id = parent AND said.child_id = child AND said.ended_at IS NULL)
    THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((
        SELECT said.areas::text[] FROM families_consent said
        WHERE said.parent_id = parent AND said.pupil_id = child AND said.withdrawn_at IS NULL),
        '{}');
END
$$;
CREATE FUNCTION families_ended_by_age(parent bigint, child bigint, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce(cardinality(families_consented(parent, child, day)) = 0, false)
$$;
"""
# The same at a moment, at the child's school. For a child it costs no more than the birth date: the
# local date is looked for only from the day before on, as the earth goes round.
NOW = """
CREATE FUNCTION families_ended_by_now(
    parent bigint, child bigint, moment timestamptz, server_zone text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_decides(child, (moment AT TIME ZONE 'UTC')::date + 1) THEN
        RETURN false;
    END IF;
    RETURN families_ended_by_age(
        parent, child, people_local_date(child, moment, server_zone));
END
$$;
"""
# The rights of the two, and of them what the pupil leaves.
AREAS = """
CREATE FUNCTION families_left(granted text[], consented text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN consented IS NULL THEN granted ELSE array(
        SELECT area FROM unnest(granted) WITH ORDINALITY AS every(area, place)
        WHERE area = ANY (consented) ORDER BY place) END
$$;
CREATE OR REPLACE FUNCTION families_areas(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE sql STABLE AS $$
    SELECT families_left(families_granted(parent, child, day, false),
                         families_consented(parent, child, day))
$$;
CREATE OR REPLACE FUNCTION families_areas_to_act_in(parent bigint, child bigint, day date)
RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT families_left(families_granted(parent, child, day, true),
                         families_consented(parent, child, day))
$$;
"""
AS_BEFORE = """
CREATE OR REPLACE FUNCTION families_areas(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE sql STABLE AS $$ SELECT families_granted(parent, child, day, false) $$;
CREATE OR REPLACE FUNCTION families_areas_to_act_in(parent bigint, child bigint, day date)
RETURNS text[] LANGUAGE sql STABLE AS $$ SELECT families_granted(parent, child, day, true) $$;
DROP FUNCTION families_left(text[], text[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0003_rights'),
        ('people', '0005_local_date'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20))),
                ('given_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pupil', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['pupil', 'parent', 'given_at'], name='consent_history')],
                'constraints': [models.CheckConstraint(condition=models.Q(('areas__contained_by', ['school-day', 'work-results', 'absence', 'behaviour', 'messages', 'contact', 'documents']), models.Q(('areas', []), _negated=True)), name='consent_areas_known'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('pupil', 'parent'), name='one_consent')],
            },
        ),
        migrations.CreateModel(
            name='Continuation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(max_length=20)),
                ('reason', models.TextField()),
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
                'constraints': [models.CheckConstraint(condition=models.Q(('basis__in', ['guardianship', 'power-of-attorney', 'wrong-birth-date', 'other'])), name='continuation_basis_known'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('child', 'parent'), name='one_continuation')],
            },
        ),
        migrations.RunSQL(COMES_OF_AGE, "DROP FUNCTION families_comes_of_age(date, int)"),
        migrations.RunSQL(DECIDES, "DROP FUNCTION families_decides(bigint, date)"),
        migrations.RunSQL(
            CONSENTED,
            "DROP FUNCTION families_ended_by_age(bigint, bigint, date);"
            "DROP FUNCTION families_consented(bigint, bigint, date)",
        ),
        migrations.RunSQL(
            NOW, "DROP FUNCTION families_ended_by_now(bigint, bigint, timestamptz, text)"
        ),
        migrations.RunSQL(AREAS, AS_BEFORE),
    ]

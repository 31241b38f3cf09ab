"""Consents that files bring, with their days (K18)."""

from django.db import migrations, models

# That a file brings a consent does not say that the pupil is of age; only the pupil's own act does.
IS_OF_AGE = """
CREATE OR REPLACE FUNCTION families_is_of_age(child bigint, day date) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN coalesce((
        SELECT families_comes_of_age(person.birth_date, coalesce(
            (SELECT (value #>> '{{}}')::int FROM organisations_setting WHERE name = 'age_of_majority'),
            18)) <= day OR person.of_age_since <= day
        FROM people_person person WHERE person.id = child), false)
    -- who has decided once was of age, whatever a file or a merge makes of the birth date since
    OR EXISTS (SELECT FROM families_consent said WHERE said.pupil_id = child {own})
    OR EXISTS (SELECT FROM people_merge merged
               JOIN families_consent said ON said.pupil_id = merged.gone_id {own}
               WHERE merged.leads_to_id = child)
    OR EXISTS (SELECT FROM people_merge merged
               JOIN people_person gone ON gone.id = merged.gone_id
               WHERE merged.leads_to_id = child AND gone.of_age_since <= day);
END
$$;
"""
CONSENTED = """
CREATE OR REPLACE FUNCTION families_consented(parent bigint, child bigint, day date) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT families_is_of_age(child, day) OR NOT families_may_ask(parent, child) OR EXISTS (
        SELECT FROM families_continuation said
        WHERE said.parent_id = parent AND said.child_id = child AND said.ended_at IS NULL)
    THEN
        RETURN NULL;
    END IF;
    RETURN coalesce((
        SELECT said.areas::text[] FROM families_consent said
        WHERE said.parent_id = parent AND said.pupil_id = child AND said.withdrawn_at IS NULL {days}),
        '{{}}');
END
$$;
"""
OWN = "AND said.source = ''"
DAYS = """AND (said.starts_on IS NULL OR said.starts_on <= day)
          AND (said.ends_on IS NULL OR said.ends_on >= day)"""


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0007_open_kinds'),
        ('people', '0007_stays_of_age'),
    ]

    operations = [
        migrations.AddField(
            model_name='consent',
            name='ends_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='consent',
            name='source',
            field=models.CharField(blank=True, db_default='', max_length=30),
        ),
        migrations.AddField(
            model_name='consent',
            name='starts_on',
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(IS_OF_AGE.format(own=OWN), IS_OF_AGE.format(own="")),
        migrations.RunSQL(CONSENTED.format(days=DAYS), CONSENTED.format(days="")),
    ]

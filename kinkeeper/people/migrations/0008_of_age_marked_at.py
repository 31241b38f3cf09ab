"""When a pupil was marked as of age (K18): tells which import the mark may come from."""

from django.db import migrations, models

STAYS = """
CREATE OR REPLACE FUNCTION kinkeeper_stays_of_age() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    age int := coalesce((SELECT (value #>> '{}')::int FROM organisations_setting
                         WHERE name = 'age_of_majority'), 18);
    came date := families_comes_of_age(OLD.birth_date, age);
    today date;
BEGIN
    IF NEW.of_age_since IS NULL AND NEW.profile = 'pupil' AND came <= current_date + 1 THEN
        today := people_local_date(OLD.id, now(), current_setting('TimeZone'));
        IF came <= today AND coalesce(families_comes_of_age(NEW.birth_date, age) > today, true) THEN
            NEW.of_age_since := came;
            NEW.of_age_marked_at := clock_timestamp();
        END IF;
    END IF;
    RETURN NEW;
END
$$;
"""
BEFORE = STAYS.replace("            NEW.of_age_marked_at := clock_timestamp();\n", "")


class Migration(migrations.Migration):
    dependencies = [("people", "0007_stays_of_age")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="of_age_marked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(STAYS, BEFORE),
    ]

"""Seals of lines; nothing but retention deletes a line, and no line is dated otherwise than now."""

import django.contrib.postgres.fields
from django.db import migrations, models

RULES = """
CREATE OR REPLACE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- Set by the function that lets go of old lines (wall.forget_journal); no role of pages,
    -- commands or workers has the right to delete here, whatever it sets.
    IF TG_OP = 'DELETE' AND current_setting('kinkeeper.journal_forgets', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
CREATE TRIGGER journal_seal_only_added BEFORE UPDATE OR DELETE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_journal_is_only_added_to();

CREATE FUNCTION kinkeeper_journal_is_dated_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING
        MESSAGE = 'a line of the journal bears the time at which it is written';
END $$;
CREATE TRIGGER journal_dated_now BEFORE INSERT ON journal_entry
    FOR EACH ROW WHEN (current_user IN ('kinkeeper_web', 'kinkeeper_work')
        AND abs(extract(epoch FROM clock_timestamp() - NEW.at)) > 3600)
    EXECUTE FUNCTION kinkeeper_journal_is_dated_now();
"""
NO_RULES = """
DROP TRIGGER journal_dated_now ON journal_entry;
DROP FUNCTION kinkeeper_journal_is_dated_now();
CREATE OR REPLACE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0004_attacks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("lines", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ("digests", django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField())),
                ("settled", models.BigIntegerField()),
                ("top", models.BigIntegerField()),
                ("newest", models.DateTimeField(null=True)),
                ("forgotten", models.JSONField(null=True)),
                ("head", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["top"], name="journal_seal_by_top")],
            },
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]

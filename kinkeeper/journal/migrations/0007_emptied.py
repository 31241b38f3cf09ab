"""Lines that were emptied when a person was erased, and the seals that say so."""

import django.contrib.postgres.fields
from django.db import migrations, models

RULES = """
CREATE OR REPLACE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- Set by the functions that let go of old lines (wall.forget_journal) and empty those of who is
    -- erased (wall.empty_journal); no role of pages, commands or workers has the right to delete or
    -- change anything here, whatever it sets.
    IF TG_OP = 'DELETE' AND current_setting('kinkeeper.journal_forgets', true) = 'on'
        OR TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'journal_entry'
            AND current_setting('kinkeeper.journal_empties', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
"""
NO_RULES = """
CREATE OR REPLACE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('kinkeeper.journal_forgets', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0006_sweeps"),
    ]

    operations = [
        migrations.AddField(
            model_name="seal",
            name="was",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), null=True),
        ),
        migrations.AddIndex(
            model_name="seal",
            index=models.Index(condition=models.Q(("was__isnull", False)), fields=["number"], name="journal_seal_emptied"),
        ),
        migrations.RunSQL(RULES, NO_RULES),
    ]

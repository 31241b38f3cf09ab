"""Commands and jobs write no line in another's name than theirs for whom they work."""

from django.db import migrations

OWN_NAME = """
CREATE FUNCTION kinkeeper_journal_in_own_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(NEW.actor_id::text, 'site')
        IS DISTINCT FROM nullif(current_setting('kinkeeper.works_for', true), '')
    THEN
        RAISE insufficient_privilege USING
            MESSAGE = 'who works for one person writes nothing in the name of another';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_in_own_name BEFORE INSERT ON journal_entry
    FOR EACH ROW WHEN (current_user = 'kinkeeper_work')
    EXECUTE FUNCTION kinkeeper_journal_in_own_name();
"""
NO_NAME = """
DROP TRIGGER journal_in_own_name ON journal_entry;
DROP FUNCTION kinkeeper_journal_in_own_name();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_looks")]
    operations = [migrations.RunSQL(OWN_NAME, NO_NAME)]

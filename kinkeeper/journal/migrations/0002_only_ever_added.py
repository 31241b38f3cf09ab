from django.db import migrations

GUARD = """
CREATE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
CREATE TRIGGER journal_only_added BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_journal_is_only_added_to();
"""
UNGUARD = """
DROP TRIGGER journal_only_added ON journal_entry;
DROP FUNCTION kinkeeper_journal_is_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]

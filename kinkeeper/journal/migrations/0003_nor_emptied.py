from django.db import migrations

GUARD = """
CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_journal_is_only_added_to();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_only_ever_added")]
    operations = [migrations.RunSQL(GUARD, "DROP TRIGGER journal_not_emptied ON journal_entry;")]

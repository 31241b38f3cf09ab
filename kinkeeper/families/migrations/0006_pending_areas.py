"""What a file says a parent may see of a child who is still to come (K16)."""

import django.contrib.postgres.fields
from django.db import migrations, models

# When the child arrives the file's word becomes a statement, whichever way the arrival took. It
# runs as the owner: whoever brings the child need not see what was said.
STATED = """
CREATE FUNCTION families_stated_of_pending() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO families_rightsstatement (parent_id, child_id, of_parent, of_child, source, areas)
    SELECT NEW.parent_id, NEW.child_id, NEW.parent_id, NEW.child_id, NEW.source, NEW.areas
    WHERE NOT EXISTS (
        SELECT FROM families_rightsstatement said
        WHERE said.parent_id = NEW.parent_id AND said.child_id = NEW.child_id
          AND said.source = NEW.source AND said.areas = NEW.areas AND said.ended_at IS NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER pending_fulfilled_states AFTER UPDATE OF state ON families_pendingrelationship
FOR EACH ROW WHEN (NEW.state = 'resolved' AND OLD.state <> 'resolved'
    AND NEW.areas IS NOT NULL AND NEW.child_id IS NOT NULL)
EXECUTE FUNCTION families_stated_of_pending();
"""
NOT_STATED = """
DROP TRIGGER pending_fulfilled_states ON families_pendingrelationship;
DROP FUNCTION families_stated_of_pending();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0005_block_grounds")]

    operations = [
        migrations.AddField(
            model_name="pendingrelationship",
            name="areas",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), null=True
            ),
        ),
        migrations.RunSQL(STATED, NOT_STATED),
    ]

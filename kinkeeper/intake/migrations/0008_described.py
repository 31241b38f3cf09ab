from django.db import migrations, models

# A file that describes children names those whom it found by their internal IDs, though its own
# options look for other keys. Where those are internal IDs, too, nothing tells which it was.
DESCRIBED = """
UPDATE intake_plannedrelationship line SET described = true
FROM intake_import import
WHERE import.id = line.roster_import_id AND line.match = 'internal-id'
  AND line.act IN ('create', 'propose', 'existing', 'redate', 'held-back', 'rejected')
  AND coalesce(import.options ->> 'child_match', 'sync-key') <> 'internal-id'
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_named_people")]

    operations = [
        migrations.AddField(
            "PlannedRelationship", "described", models.BooleanField(db_default=False)
        ),
        migrations.RunSQL(DESCRIBED, migrations.RunSQL.noop),
    ]

from django.db import migrations, models

# No door ever led to a third state; whoever was put there in the database itself stays shut out.
NONE_INACTIVE = """
UPDATE people_person SET state = 'trashed' WHERE state = 'inactive';
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_known_as")]
    operations = [
        migrations.RunSQL(NONE_INACTIVE, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="person", name="person_state_known"),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "trashed"])),
                name="person_state_known",
            ),
        ),
    ]

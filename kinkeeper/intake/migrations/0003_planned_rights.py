"""A plan has a section about what parents may see of children."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Plans that were made before count nothing of it.
COUNTED = """
UPDATE intake_import
SET counts = counts || '{"rights": {"set": 0, "narrow": 0, "widen": 0, "existing": 0}}'
WHERE counts ? 'relationships' AND NOT counts ? 'rights'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0006_pending_areas'),
        ('intake', '0002_about'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlannedRights',
            fields=[
                ('number', models.IntegerField()),
                ('row', models.IntegerField(null=True)),
                ('act', models.CharField(max_length=10)),
                ('parent_id', models.BigIntegerField()),
                ('child_id', models.BigIntegerField(null=True)),
                ('match', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=200)),
                ('folded', models.CharField(max_length=250)),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20))),
                ('before', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), null=True)),
                ('seen', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[])),
                ('ended', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[])),
                ('pending_id', models.BigIntegerField(null=True)),
                ('pk', models.CompositePrimaryKey('roster_import_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('roster_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rights', to='intake.import')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['child_id', 'parent_id'], name='planned_rights_of_pair')],
            },
        ),
        migrations.RunSQL(COUNTED, migrations.RunSQL.noop),
    ]

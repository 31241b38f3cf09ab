"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

from django.db import migrations, models

ONLY_ADDED = """
CREATE FUNCTION kinkeeper_journal_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only ever added to';
END $$;
CREATE TRIGGER journal_only_added BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_journal_is_only_added_to();
CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_journal_is_only_added_to();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("journal", "0001_initial"),
        ("journal", "0002_only_ever_added"),
        ("journal", "0003_nor_emptied"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=300)),
                ('origin', models.CharField(max_length=200)),
                ('action', models.CharField(max_length=60)),
                ('outcome', models.CharField(default='done', max_length=10)),
                ('person_id', models.BigIntegerField(null=True)),
                ('child_id', models.BigIntegerField(null=True)),
                ('organisation_id', models.BigIntegerField(null=True)),
                ('import_id', models.BigIntegerField(null=True)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['person_id', '-id'], name='journal_by_person'), models.Index(fields=['child_id', '-id'], name='journal_by_child'), models.Index(fields=['actor_id', '-id'], name='journal_by_actor')],
            },
        ),
        migrations.RunSQL(ONLY_ADDED),
    ]

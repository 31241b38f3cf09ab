"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("sources", "0001_initial"),
        ("sources", "0002_words_of_the_glossary"),
    ]

    dependencies = [
        ('intake', '0001_version_0_1_0'),
        ('organisations', '0001_version_0_1_0'),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(max_length=10)),
                ('address', models.CharField(max_length=1000)),
                ('take', models.CharField(db_default='newest', max_length=10)),
                ('username', models.CharField(blank=True, db_default='', max_length=150)),
                ('sealed_secret', models.BinaryField(null=True)),
                ('host_key', models.TextField(blank=True, db_default='')),
                ('profile', models.CharField(max_length=30)),
                ('options', models.JSONField(default=dict)),
                ('trusted', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), db_default=[])),
                ('every_minutes', models.IntegerField(null=True)),
                ('daily_at', models.TimeField(null=True)),
                ('owner_id', models.BigIntegerField(null=True)),
                ('owner_name', models.CharField(db_default='', max_length=300)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_by_name', models.CharField(blank=True, db_default='', max_length=300)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='organisations.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, db_default='', max_length=10)),
                ('code', models.CharField(blank=True, db_default='', max_length=40)),
                ('detail', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, db_default='', max_length=64)),
                ('etag', models.CharField(blank=True, db_default='', max_length=300)),
                ('told_at', models.DateTimeField(null=True)),
                ('roster_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='intake.import')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='sources.source')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='source_name_unique'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['folder', 'https', 'sftp'])), name='source_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('profile__in', ('parent', 'pupil', 'teacher'))), name='source_never_of_administrators'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('daily_at', None), ('every_minutes__gte', 1)), models.Q(('daily_at__isnull', False), ('every_minutes', None)), _connector='OR'), name='source_has_one_schedule'),
        ),
        migrations.AddIndex(
            model_name='run',
            index=models.Index(fields=['source', '-id'], name='run_by_source'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__isnull', False), ('outcome__in', ['unchanged', 'waiting', 'applied', 'refused', 'failed'])), _connector='OR'), name='run_outcome_known'),
        ),
    ]

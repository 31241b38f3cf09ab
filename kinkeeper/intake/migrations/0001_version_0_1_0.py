"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("intake", "0001_initial"),
        ("intake", "0002_sources_and_guards"),
        ("intake", "0003_formats"),
        ("intake", "0004_places_and_waits"),
        ("intake", "0005_kept_since"),
        ("intake", "0006_lines_check_no_import"),
        ("intake", "0007_plans_are_let_go"),
        ("intake", "0008_what_is_asked"),
        ("intake", "0009_what_was_tolerated"),
        ("intake", "0010_from_and_until"),
        ("intake", "0011_who_leaves"),
        ("intake", "0012_codes"),
        ("intake", "0013_words_of_the_glossary"),
    ]

    dependencies = [
        ('organisations', '0001_version_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(db_default='received', max_length=10)),
                ('profile', models.CharField(max_length=30)),
                ('place', models.CharField(blank=True, db_default='', max_length=1000)),
                ('series', models.CharField(blank=True, db_default='', max_length=100)),
                ('options', models.JSONField(default=dict)),
                ('file_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=255), db_default=[])),
                ('format', models.CharField(blank=True, db_default='', max_length=30)),
                ('written', models.JSONField(default=dict)),
                ('parts', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[])),
                ('headings', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_default=[])),
                ('counts', models.JSONField(default=dict)),
                ('refusal', models.JSONField(null=True)),
                ('made_by_name', models.CharField(db_default='', max_length=300)),
                ('origin', models.CharField(db_default='', max_length=200)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('planned_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('thinned_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='organisations.organisation')),
                ('replaced_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replaces', to='intake.import')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('roster_import', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='progress', serialize=False, to='intake.import')),
                ('step', models.CharField(max_length=20)),
                ('done', models.BigIntegerField(db_default=0)),
                ('total', models.BigIntegerField(db_default=0)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='FoundProblem',
            fields=[
                ('number', models.IntegerField()),
                ('row', models.IntegerField(null=True)),
                ('column', models.TextField(blank=True, db_default='')),
                ('code', models.CharField(max_length=40)),
                ('severity', models.CharField(max_length=10)),
                ('value', models.TextField(blank=True, db_default='')),
                ('detail', models.JSONField(null=True)),
                ('pk', models.CompositePrimaryKey('roster_import_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('roster_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='intake.import')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='FilePiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.SmallIntegerField()),
                ('piece', models.IntegerField()),
                ('sealed', models.BinaryField()),
                ('kept_since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('roster_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='intake.import')),
            ],
        ),
        migrations.CreateModel(
            name='PlannedPerson',
            fields=[
                ('number', models.IntegerField()),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField())),
                ('act', models.CharField(max_length=10)),
                ('person_id', models.BigIntegerField(null=True)),
                ('version', models.BigIntegerField(null=True)),
                ('matched_on', models.CharField(db_default='', max_length=10)),
                ('other_profile', models.BooleanField(db_default=False)),
                ('sync_key', models.CharField(max_length=200, null=True)),
                ('username', models.CharField(max_length=150, null=True)),
                ('username_folded', models.CharField(max_length=200, null=True)),
                ('given_name', models.CharField(db_default='', max_length=255)),
                ('family_name', models.CharField(db_default='', max_length=255)),
                ('email', models.CharField(db_default='', max_length=254)),
                ('phone', models.CharField(db_default='', max_length=50)),
                ('language', models.CharField(db_default='', max_length=20)),
                ('birth_date', models.DateField(null=True)),
                ('street', models.CharField(db_default='', max_length=255)),
                ('postal_code', models.CharField(db_default='', max_length=20)),
                ('city', models.CharField(db_default='', max_length=100)),
                ('country', models.CharField(db_default='', max_length=100)),
                ('sealed_password', models.BinaryField(null=True)),
                ('changes', models.JSONField(null=True)),
                ('paths', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True)),
                ('leaves', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True)),
                ('mark', models.CharField(max_length=64, null=True)),
                ('pk', models.CompositePrimaryKey('roster_import_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('roster_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='people', to='intake.import')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='PlannedRelationship',
            fields=[
                ('number', models.IntegerField()),
                ('row', models.IntegerField(null=True)),
                ('act', models.CharField(max_length=10)),
                ('parent_id', models.BigIntegerField(null=True)),
                ('child_id', models.BigIntegerField(null=True)),
                ('match', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=200)),
                ('folded', models.CharField(max_length=250)),
                ('kind', models.CharField(max_length=20)),
                ('kind_text', models.CharField(max_length=100)),
                ('granted', models.BooleanField(db_default=True)),
                ('note', models.TextField(blank=True, db_default='')),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('adds_source', models.BooleanField(db_default=False)),
                ('state_before', models.CharField(max_length=10, null=True)),
                ('version', models.BigIntegerField(null=True)),
                ('pending_id', models.BigIntegerField(null=True)),
                ('before', models.JSONField(null=True)),
                ('pk', models.CompositePrimaryKey('roster_import_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('roster_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='intake.import')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Tolerated',
            fields=[
                ('number', models.IntegerField()),
                ('person_id', models.BigIntegerField()),
                ('mark', models.CharField(max_length=64)),
                ('given_name', models.CharField(max_length=255)),
                ('family_name', models.CharField(max_length=255)),
                ('birth_date', models.CharField(max_length=10)),
                ('born', models.CharField(max_length=10)),
                ('born_then', models.CharField(max_length=32)),
                ('children', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField())),
                ('contested', models.BooleanField()),
                ('pk', models.CompositePrimaryKey('roster_import_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('roster_import', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tolerated', to='intake.import')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'planned', 'refused', 'applied', 'undone', 'discarded', 'stale', 'failed'])), name='import_state_known'),
        ),
        migrations.AddIndex(
            model_name='foundproblem',
            index=models.Index(fields=['roster_import', 'row'], name='problem_by_row'),
        ),
        migrations.AddConstraint(
            model_name='filepiece',
            constraint=models.UniqueConstraint(fields=('roster_import', 'file', 'piece'), name='file_piece_once'),
        ),
        migrations.AddIndex(
            model_name='plannedperson',
            index=models.Index(fields=['person_id'], name='planned_person_by_person'),
        ),
        migrations.AddIndex(
            model_name='plannedrelationship',
            index=models.Index(fields=['child_id'], name='planned_pair_by_child'),
        ),
        migrations.AddIndex(
            model_name='plannedrelationship',
            index=models.Index(fields=['parent_id'], name='planned_pair_by_parent'),
        ),
    ]

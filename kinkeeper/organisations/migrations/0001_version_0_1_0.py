"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


def make_site(apps, schema_editor):
    organisation = apps.get_model("organisations", "Organisation")
    organisation.objects.get_or_create(path="", defaults={"kind": "site", "name": "Site"})


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("organisations", "0001_initial"),
        ("organisations", "0002_make_the_site"),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('value', models.JSONField()),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('path', models.CharField(max_length=1000, unique=True, verbose_name='path')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.organisation')),
            ],
            options={
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'site'), ('parent', None), ('path', '')), models.Q(('parent__isnull', False), models.Q(('kind', 'site'), _negated=True), models.Q(('path', ''), _negated=True)), _connector='OR'), name='organisation_only_the_site_is_root'), models.UniqueConstraint(condition=models.Q(('kind', 'site')), fields=('kind',), name='one_site'), models.CheckConstraint(condition=models.Q(models.Q(('name__contains', '/'), _negated=True), models.Q(('name', ''), _negated=True)), name='organisation_name_has_no_slash')],
            },
        ),
        migrations.RunPython(make_site, migrations.RunPython.noop),
    ]

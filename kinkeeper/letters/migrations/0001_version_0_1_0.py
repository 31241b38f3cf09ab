"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("letters", "0001_initial"),
        ("letters", "0002_new_addresses"),
        ("letters", "0003_codes"),
        ("letters", "0004_sealed_parts"),
        ("letters", "0005_no_sealed_pdf"),
    ]

    dependencies = [
        ('credentials', '0001_version_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=10)),
                ('state', models.CharField(db_default='waiting', max_length=10)),
                ('about', models.CharField(blank=True, db_default='', max_length=20)),
                ('name', models.CharField(blank=True, db_default='', max_length=1000)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_by_name', models.CharField(db_default='', max_length=300)),
                ('origin', models.CharField(db_default='', max_length=200)),
                ('finished_at', models.DateTimeField(null=True)),
                ('pages', models.IntegerField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(db_default='waiting', max_length=10)),
                ('code', models.CharField(blank=True, db_default='', max_length=40)),
                ('detail', models.JSONField(default=dict)),
                ('ended_at', models.DateTimeField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='letters.batch')),
                ('credential', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='credentials.credential')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'person'), name='letter_once_per_batch')],
            },
        ),
        migrations.CreateModel(
            name='SealedPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('sealed', models.BinaryField()),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='letters.batch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='sealed_part_once')],
            },
        ),
    ]

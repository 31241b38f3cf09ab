import django.db.models.deletion
from django.db import migrations, models

# What was made in the last day can still be fetched: a whole PDF is a part, too.
MOVE = """
INSERT INTO letters_sealedpart (batch_id, number, sealed)
SELECT id, 0, sealed_pdf FROM letters_batch WHERE sealed_pdf IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0003_codes'),
    ]

    operations = [
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
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
    ]

"""What a block rests on, and when somebody looks at it again, apart from what the parent may read."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('families', '0004_coming_of_age'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlockGround',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block_since', models.DateTimeField()),
                ('of_parent', models.BigIntegerField()),
                ('of_child', models.BigIntegerField()),
                ('basis', models.CharField(max_length=20)),
                ('reference', models.CharField(blank=True, db_default='', max_length=200)),
                ('review_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_by_name', models.CharField(db_default='', max_length=300)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='question',
            name='question_kind_known',
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['proposed', 'held-back', 'likely-key', 'trashed-child', 'wrong-key', 'rows-disagree', 'other-person', 'key-led-elsewhere', 'release', 'block-review', 'block-lift'])), name='question_kind_known'),
        ),
        migrations.AddField(
            model_name='blockground',
            name='child',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='blockground',
            name='parent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='blockground',
            index=models.Index(condition=models.Q(('review_on', None), _negated=True), fields=['review_on'], name='block_to_review'),
        ),
        migrations.AddConstraint(
            model_name='blockground',
            constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['not-stated', 'court-order', 'child-protection', 'head-of-school', 'pupil-of-age', 'other'])), name='block_basis_known'),
        ),
        migrations.AddConstraint(
            model_name='blockground',
            constraint=models.UniqueConstraint(fields=('child', 'parent', 'block_since', 'of_child', 'of_parent'), name='one_ground_of_a_block'),
        ),
    ]

"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Set-based triggers: one query for a statement of a hundred thousand rows, not one for each row.
# Scalar subqueries, not joins: these are always looked up by primary key, while a join was once
# planned as 337,000,000 comparisons because people had just been added and nothing was analysed.
A_CHILD_IS_A_PUPIL = """
CREATE FUNCTION kinkeeper_child_is_a_pupil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added
        WHERE (SELECT profile FROM people_person WHERE id = added.child_id) <> 'pupil'
           OR (SELECT profile FROM people_person WHERE id = added.parent_id) = 'pupil'
    ) THEN
        RAISE EXCEPTION 'a relationship connects an adult and a pupil'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relationship_child_is_a_pupil';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER relationship_child_is_a_pupil AFTER INSERT ON families_relationship
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_child_is_a_pupil();

CREATE FUNCTION kinkeeper_pupils_stay_pupils() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM families_relationship WHERE child_id = NEW.id OR parent_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a person with relationships keeps the profile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_with_relationships_keeps_profile';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_keeps_profile BEFORE UPDATE ON people_person
    FOR EACH ROW WHEN ((OLD.profile = 'pupil') <> (NEW.profile = 'pupil'))
    EXECUTE FUNCTION kinkeeper_pupils_stay_pupils();
"""
# A relationship stays between its two people, and counts what a plan may rest on, its days too.
FIXED = """
CREATE FUNCTION kinkeeper_pair_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id <> OLD.parent_id OR NEW.child_id <> OLD.child_id THEN
        RAISE EXCEPTION 'a relationship never moves to other people'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'relationship_pair_is_fixed';
    END IF;
    IF (OLD.state, OLD.kind, OLD.kind_text, OLD.starts_on, OLD.ends_on)
        IS DISTINCT FROM (NEW.state, NEW.kind, NEW.kind_text, NEW.starts_on, NEW.ends_on)
    THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER relationship_version BEFORE UPDATE ON families_relationship
    FOR EACH ROW EXECUTE FUNCTION kinkeeper_pair_is_fixed();
"""
# Whether this organisation is one of these roots or lies below one.
COVERS = """
CREATE FUNCTION kinkeeper_covers(roots bigint[], organisation bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM organisations_organisation place
        JOIN organisations_organisation root ON root.id = ANY(roots)
        WHERE place.id = organisation
          AND (place.path = root.path OR starts_with(place.path, root.path || '/')))
$$;
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("families", "0001_initial"),
        ("families", "0002_a_child_is_a_pupil"),
        ("families", "0003_sources_and_guards"),
        ("families", "0004_a_wait_for_each_reach"),
        ("families", "0005_questions"),
        ("families", "0006_still_the_same_person"),
        ("families", "0007_release"),
        ("families", "0008_what_was_released"),
        ("families", "0009_from_and_until"),
        ("families", "0010_words_of_the_glossary"),
    ]

    dependencies = [
        ('people', '0001_version_0_1_0'),
        ('organisations', '0001_version_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('match', models.CharField(blank=True, db_default='', max_length=20)),
                ('value', models.CharField(blank=True, db_default='', max_length=250)),
                ('folded', models.CharField(blank=True, db_default='', max_length=250)),
                ('mark', models.CharField(blank=True, db_default='', max_length=64)),
                ('act', models.CharField(blank=True, db_default='', max_length=60)),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), db_default=[])),
                ('detail', models.JSONField(default=dict)),
                ('block_since', models.DateTimeField(null=True)),
                ('imports', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[])),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('answer', models.CharField(blank=True, db_default='', max_length=10)),
                ('reason', models.TextField(blank=True, db_default='')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.BigIntegerField(null=True)),
                ('answered_by_name', models.CharField(db_default='', max_length=300)),
                ('settled_by', models.BigIntegerField(null=True)),
                ('was', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[])),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pending', models.BigIntegerField(null=True)),
                ('released_at', models.DateTimeField(null=True)),
                ('released_reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('released_by', models.BigIntegerField(null=True)),
                ('released_by_name', models.CharField(db_default='', max_length=300)),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='families.question')),
            ],
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=10)),
                ('kind', models.CharField(db_default='unspecified', max_length=20)),
                ('kind_text', models.CharField(blank=True, db_default='', max_length=100)),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), db_default=[])),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('awaits_way_in', models.BooleanField(db_default=False)),
                ('reason', models.TextField(blank=True, db_default='')),
                ('changed_by', models.BigIntegerField(null=True)),
                ('changed_by_name', models.CharField(db_default='', max_length=300)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('version', models.BigIntegerField(db_default=1, editable=False)),
                ('child', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='as_child', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='as_parent', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PendingRelationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('match', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=200)),
                ('folded', models.CharField(max_length=250)),
                ('kind', models.CharField(db_default='unspecified', max_length=20)),
                ('kind_text', models.CharField(blank=True, db_default='', max_length=100)),
                ('granted', models.BooleanField(db_default=True)),
                ('note', models.TextField(blank=True, db_default='')),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('source', models.CharField(max_length=30)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('state', models.CharField(db_default='waiting', max_length=10)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('child', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pending', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['match', 'folded'], name='pending_by_value'), models.Index(condition=models.Q(('state', 'waiting')), fields=['made_at', 'id'], name='pending_by_age')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('parent', 'match', 'folded', 'reach'), name='pending_once_per_parent_and_value', nulls_distinct=False)],
            },
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('answer', '')), fields=['asked_at', 'id'], name='question_open'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['answered_at', 'id'], name='question_by_answer'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('mark', ''), _negated=True), fields=['mark'], name='question_by_mark'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['proposed', 'held-back', 'likely-key', 'trashed-child', 'wrong-key', 'rows-disagree', 'other-person', 'key-led-elsewhere', 'release'])), name='question_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'kept', 'connected', 'cancelled', 'granted', 'declined', 'lifted', 'same', 'other', 'moved', 'released', 'refused', 'settled'])), name='question_answer_known'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(fields=('question', 'person', 'organisation', 'child', 'pending'), name='part_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='relationship',
            index=models.Index(condition=models.Q(('state__in', ['proposed', 'blocked'])), fields=['state', 'since', 'id'], name='relationship_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(fields=('child', 'parent'), name='relationship_one_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('child')), _negated=True), name='relationship_not_with_oneself'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'proposed', 'blocked', 'ended'])), name='relationship_state_known'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['unspecified', 'mother', 'father', 'parent', 'step-parent', 'foster-parent', 'guardian', 'grandparent', 'carer', 'other'])), name='relationship_kind_known'),
        ),
        migrations.RunSQL(A_CHILD_IS_A_PUPIL),
        migrations.RunSQL(FIXED),
        migrations.RunSQL(COVERS),
    ]

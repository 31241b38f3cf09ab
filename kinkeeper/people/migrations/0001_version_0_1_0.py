"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import kinkeeper.people.models
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

# Qualified names, because a restore runs with an empty search path; immutable in truth as long as
# nobody edits the unaccent dictionary, which an index needs to rely on.
SEARCH = """
CREATE FUNCTION kinkeeper_fold(words text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;
CREATE FUNCTION kinkeeper_search_text(given text, family text, username text, key text, email text)
    RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT public.kinkeeper_fold(
        given || ' ' || family || ' ' || username || ' ' || coalesce(key, '') || ' ' || email
    ) $$;
"""
# What a plan may rest on. A sign-in, a new password or a mark of the office changes no version.
COUNT_VERSIONS = """
CREATE FUNCTION kinkeeper_count_person_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.sync_key, OLD.username, OLD.given_name, OLD.family_name, OLD.email, OLD.phone,
        OLD.language, OLD.birth_date, OLD.street, OLD.postal_code, OLD.city, OLD.country,
        OLD.profile, OLD.state, OLD.hand_changed)
       IS DISTINCT FROM
       (NEW.sync_key, NEW.username, NEW.given_name, NEW.family_name, NEW.email, NEW.phone,
        NEW.language, NEW.birth_date, NEW.street, NEW.postal_code, NEW.city, NEW.country,
        NEW.profile, NEW.state, NEW.hand_changed)
    THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_version BEFORE UPDATE ON people_person
    FOR EACH ROW EXECUTE FUNCTION kinkeeper_count_person_version();
"""
# Under which other keys, usernames and IDs a person is still known: those of accounts that were
# merged into this one, and keys that a hand changed, of this account or of one merged into it.
# `gone_id` and `username_folded` are null where a key alone is former. Each part is looked up by the
# index of the column that becomes `person_id`; one part with coalesce would be read as a whole.
FORMER = """
CREATE VIEW people_former AS
    SELECT merge.leads_to_id AS person_id, gone.id AS gone_id, gone.sync_key, gone.username_folded
    FROM people_merge merge JOIN people_person gone ON gone.id = merge.gone_id
    UNION ALL
    SELECT former.person_id, NULL::bigint, former.sync_key, NULL::varchar(200)
    FROM people_formerkey former
    WHERE NOT EXISTS (SELECT FROM people_merge WHERE gone_id = former.person_id)
    UNION ALL
    SELECT merge.leads_to_id, NULL::bigint, former.sync_key, NULL::varchar(200)
    FROM people_merge merge JOIN people_formerkey former ON former.person_id = merge.gone_id;
"""
# An account that was merged away stays in the trash with its names: whoever freed them would let
# somebody else have them, and whoever woke it would wake a second account of the same person.
MERGED_AWAY_RESTS = """
CREATE FUNCTION kinkeeper_merged_away_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM people_merge WHERE gone_id = OLD.id) THEN
        RAISE EXCEPTION 'an account that was merged away rests'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_merged_away_rests';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_merged_away_rests BEFORE UPDATE ON people_person
    FOR EACH ROW
    WHEN ((OLD.sync_key, OLD.username_folded, OLD.state)
          IS DISTINCT FROM (NEW.sync_key, NEW.username_folded, NEW.state))
    EXECUTE FUNCTION kinkeeper_merged_away_rests();
"""
# An address that is changed without saying who sets it has been set by nobody known.
FORGET_WHO_SET_IT = """
CREATE FUNCTION kinkeeper_forget_who_set_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.email_reach := NULL;
    NEW.email_set_by := '';
    NEW.email_set_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER person_address BEFORE UPDATE OF email ON people_person FOR EACH ROW
    WHEN (lower(NEW.email) <> lower(OLD.email) AND NEW.email_set_at IS NOT DISTINCT FROM OLD.email_set_at)
    EXECUTE FUNCTION kinkeeper_forget_who_set_it();
"""
# What files and offices say of an address is what a plan rests on, confirmed or not.
COUNT_NEW_ADDRESSES = """
CREATE FUNCTION kinkeeper_count_new_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE people_person SET version = version + 1 WHERE id = coalesce(NEW.person_id, OLD.person_id);
    RETURN NULL;
END $$;
CREATE TRIGGER new_address_version AFTER INSERT OR DELETE OR UPDATE OF email ON people_newaddress
    FOR EACH ROW EXECUTE FUNCTION kinkeeper_count_new_address();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_count_versions"),
        ("people", "0003_padded_keys"),
        ("people", "0004_merging"),
        ("people", "0005_former_names"),
        ("people", "0006_sealed_passwords"),
        ("people", "0007_former_keys"),
        ("people", "0008_who_set_an_address"),
        ("people", "0009_who_preset_a_password"),
        ("people", "0010_new_address"),
        ("people", "0011_readers_of_the_last_way_in"),
        ("people", "0012_one_person_name"),
        ("people", "0013_words_of_the_glossary"),
    ]

    dependencies = [
        ('organisations', '0001_version_0_1_0'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(SEARCH),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('sync_key', models.CharField(blank=True, max_length=200, null=True, unique=True, verbose_name='synchronisation key')),
                ('username', models.CharField(max_length=150, verbose_name='username')),
                ('username_folded', models.CharField(editable=False, max_length=200)),
                ('given_name', models.CharField(max_length=255, verbose_name='first name')),
                ('family_name', models.CharField(max_length=255, verbose_name='last name')),
                ('email', models.EmailField(blank=True, db_default='', max_length=254, verbose_name='e-mail')),
                ('email_reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True)),
                ('email_set_at', models.DateTimeField(editable=False, null=True)),
                ('email_set_by', models.CharField(db_default='', editable=False, max_length=300)),
                ('phone', models.CharField(blank=True, db_default='', max_length=50, verbose_name='phone')),
                ('language', models.CharField(blank=True, db_default='', max_length=20, verbose_name='language')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='birth date')),
                ('street', models.CharField(blank=True, db_default='', max_length=255, verbose_name='street')),
                ('postal_code', models.CharField(blank=True, db_default='', max_length=20, verbose_name='postal code')),
                ('city', models.CharField(blank=True, db_default='', max_length=100, verbose_name='city')),
                ('country', models.CharField(blank=True, db_default='', max_length=100, verbose_name='country')),
                ('profile', models.CharField(max_length=30, verbose_name='profile')),
                ('state', models.CharField(db_default='active', max_length=10, verbose_name='state')),
                ('password', models.CharField(blank=True, db_default='', max_length=128)),
                ('sealed_password', models.BinaryField(null=True)),
                ('must_change_password', models.BooleanField(db_default=False)),
                ('preset_reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True)),
                ('way_in_at', models.DateTimeField(editable=False, null=True)),
                ('way_in_reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), editable=False, null=True)),
                ('one_person_name', models.CharField(db_default='', editable=False, max_length=511)),
                ('hand_changed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), db_default=[])),
                ('version', models.BigIntegerField(db_default=1, editable=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='organisations',
            field=models.ManyToManyField(related_name='people', through='people.Membership', to='organisations.organisation'),
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('made_by', models.BigIntegerField(null=True)),
                ('made_by_name', models.CharField(db_default='', max_length=300)),
                ('memory', models.JSONField(default=dict)),
                ('gone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='merged', to=settings.AUTH_USER_MODEL)),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to=settings.AUTH_USER_MODEL)),
                ('leads_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_here', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='NewAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('set_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('set_by', models.CharField(db_default='', max_length=300)),
                ('told_at', models.DateTimeField(null=True)),
                ('link_hash', models.BinaryField(null=True, unique=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='new_address', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Different',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, db_default='')),
                ('said_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('said_by', models.BigIntegerField(null=True)),
                ('said_by_name', models.CharField(db_default='', max_length=300)),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='different_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='different_in_order')],
            },
        ),
        migrations.CreateModel(
            name='FormerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sync_key', models.CharField(max_length=200, unique=True)),
                ('until', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('changed_by', models.BigIntegerField(null=True)),
                ('changed_by_name', models.CharField(db_default='', max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sync_key', ''), _negated=True), name='former_key_is_filled')],
            },
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('person', 'organisation'), name='membership_unique'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(kinkeeper.people.models.SearchText(), 'gin_trgm_ops'), name='person_search'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='person_email'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['family_name', 'given_name', 'id'], name='person_by_name'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('sealed_password__isnull', False)), fields=['id'], name='person_sealed'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(models.Func('sync_key', models.Value('0'), function='ltrim', output_field=models.TextField()), condition=models.Q(('sync_key__startswith', '0')), name='person_padded_key'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('username_folded',), name='person_username_unique'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('sync_key', ''), _negated=True), name='person_sync_key_is_null_or_filled'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('username', ''), _negated=True), models.Q(models.Q(('given_name', ''), _negated=True), models.Q(('family_name', ''), _negated=True), _connector='OR')), name='person_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('profile__in', ['system-administrator', 'school-administrator', 'teacher', 'pupil', 'parent'])), name='person_profile_known'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'inactive', 'trashed'])), name='person_state_known'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gone', models.F('kept')), _negated=True), models.Q(('gone', models.F('leads_to')), _negated=True)), name='merge_of_two'),
        ),
        migrations.AddIndex(
            model_name='newaddress',
            index=models.Index(django.db.models.functions.text.Lower('email'), name='new_address_email'),
        ),
        migrations.AddConstraint(
            model_name='newaddress',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='new_address_is_filled'),
        ),
        migrations.RunSQL(COUNT_VERSIONS),
        migrations.RunSQL(FORMER),
        migrations.RunSQL(MERGED_AWAY_RESTS),
        migrations.RunSQL(FORGET_WHO_SET_IT),
        migrations.RunSQL(COUNT_NEW_ADDRESSES),
    ]

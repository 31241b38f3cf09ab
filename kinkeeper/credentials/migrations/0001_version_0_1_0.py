"""All tables of this app as of version 0.1.0, in place of the migrations that led to them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Whether somebody whose reach has these roots reaches this person (K38).
REACHES = """
CREATE FUNCTION kinkeeper_reaches(roots bigint[], person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        JOIN organisations_organisation root ON root.id = ANY(roots)
        WHERE member.person_id = person
          AND (place.path = root.path OR starts_with(place.path, root.path || '/')))
$$;
"""
# Whether the account was last opened with what an office could read that does not reach this child.
# It waits for whoever uses a way in just now, and makes who does so later wait: of the two one sees
# what the other did.
OPENED_ELSEWHERE = """
CREATE FUNCTION kinkeeper_opened_elsewhere(parent bigint, child bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE readers bigint[];
BEGIN
    SELECT way_in_reach INTO readers FROM people_person WHERE id = parent FOR SHARE;
    RETURN readers IS NOT NULL AND NOT kinkeeper_reaches(readers, child);
END $$;
"""
# When a child is connected, unused ways in that an office could read which does not reach the
# child are void, whatever connected it. Set by set: an import connects a hundred thousand at once.
VOID = """
CREATE FUNCTION kinkeeper_void_unreached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE credentials_credential unused SET state = 'voided', ended_at = now()
    FROM connected
    WHERE connected.state = 'active' AND unused.person_id = connected.parent_id
      AND unused.state IN ('issued', 'sending') AND unused.reach IS NOT NULL
      AND NOT kinkeeper_reaches(unused.reach, connected.child_id);
    RETURN NULL;
END $$;
CREATE TRIGGER relationship_made_voids AFTER INSERT ON families_relationship
    REFERENCING NEW TABLE AS connected
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_void_unreached();
CREATE TRIGGER relationship_changed_voids AFTER UPDATE ON families_relationship
    REFERENCING NEW TABLE AS connected
    FOR EACH STATEMENT EXECUTE FUNCTION kinkeeper_void_unreached();
"""
# What was only proposed, or blocked, and becomes a relationship, by whatever door, shows the child to
# such an account only after a new way in.
AWAITS = """
CREATE FUNCTION kinkeeper_awaits_way_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.awaits_way_in := kinkeeper_opened_elsewhere(NEW.parent_id, NEW.child_id);
    RETURN NEW;
END $$;
CREATE TRIGGER relationship_awaits BEFORE UPDATE OF state ON families_relationship FOR EACH ROW
    WHEN (OLD.state IN ('proposed', 'blocked') AND NEW.state = 'active')
    EXECUTE FUNCTION kinkeeper_awaits_way_in();
"""


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ("credentials", "0001_initial"),
        ("credentials", "0002_tries"),
        ("credentials", "0003_readable_by"),
        ("credentials", "0004_the_last_way_in"),
        ("credentials", "0005_mailed_to"),
    ]

    dependencies = [
        ('people', '0001_version_0_1_0'),
        ('families', '0001_version_0_1_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('count', models.IntegerField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=10)),
                ('state', models.CharField(db_default='issued', max_length=10)),
                ('selector', models.CharField(max_length=4, null=True)),
                ('code_hash', models.BinaryField(null=True)),
                ('link_hash', models.BinaryField(unique=True)),
                ('issued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('issued_by', models.BigIntegerField(null=True)),
                ('issued_by_name', models.CharField(db_default='', max_length=300)),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('wrong_tries', models.PositiveSmallIntegerField(db_default=0)),
                ('reach', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True)),
                ('mailed_to', models.BinaryField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credentials', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['issued', 'sending'])), fields=['selector'], name='credential_by_selector')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('person',), name='credential_one_issued')],
            },
        ),
        migrations.RunSQL(REACHES),
        migrations.RunSQL(OPENED_ELSEWHERE),
        migrations.RunSQL(VOID),
        migrations.RunSQL(AWAITS),
    ]

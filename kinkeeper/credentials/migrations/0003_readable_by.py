import django.contrib.postgres.fields
from django.db import migrations, models

# Codes that are out are as far-reaching as whoever issued them is now; the command line's and a
# system administrator's are the whole site's.
KNOWN = """
UPDATE credentials_credential SET reach = coalesce(
    (SELECT array_agg(member.organisation_id ORDER BY member.organisation_id)
     FROM people_membership member WHERE member.person_id = credentials_credential.issued_by), '{}')
FROM people_person issuer
WHERE issuer.id = issued_by AND issuer.profile <> 'system-administrator'
  AND issued_by <> credentials_credential.person_id;
"""
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
# Whether the account was last opened with a code of an office that does not reach this child.
OPENED_ELSEWHERE = """
CREATE FUNCTION kinkeeper_opened_elsewhere(parent bigint, child bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT opened.reach IS NOT NULL AND NOT kinkeeper_reaches(opened.reach, child)
        FROM credentials_credential opened
        WHERE opened.person_id = parent AND opened.state = 'redeemed'
        ORDER BY opened.ended_at DESC, opened.id DESC LIMIT 1), (
        SELECT person.preset_reach IS NOT NULL AND NOT kinkeeper_reaches(person.preset_reach, child)
        FROM people_person person WHERE person.id = parent), false)
$$;
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
FORGET = """
DROP TRIGGER relationship_made_voids ON families_relationship;
DROP TRIGGER relationship_changed_voids ON families_relationship;
DROP FUNCTION kinkeeper_void_unreached();
DROP FUNCTION kinkeeper_opened_elsewhere(bigint, bigint);
DROP FUNCTION kinkeeper_reaches(bigint[], bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0002_tries"),
        ("families", "0007_release"),
        ("people", "0009_who_preset_a_password"),
    ]
    operations = [
        migrations.AddField(
            model_name="credential",
            name="reach",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), null=True
            ),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(REACHES + OPENED_ELSEWHERE + VOID, FORGET),
    ]

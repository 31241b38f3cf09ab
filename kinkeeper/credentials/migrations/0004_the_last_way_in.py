from django.db import migrations

# The last way in so far: the code or link that was used last, else the password of a file.
KNOWN = """
UPDATE people_person SET way_in_reach = preset_reach
WHERE preset_reach IS NOT NULL AND NOT EXISTS (
    SELECT FROM credentials_credential used
    WHERE used.person_id = people_person.id AND used.state = 'redeemed');
UPDATE people_person SET way_in_reach = last.reach
FROM (SELECT DISTINCT ON (person_id) person_id, reach FROM credentials_credential
      WHERE state = 'redeemed' ORDER BY person_id, ended_at DESC, id DESC) AS last
WHERE people_person.id = last.person_id AND last.reach IS NOT NULL;
"""
# Whether the account was last opened with what an office could read that does not reach this child.
# It waits for whoever uses a way in just now, and makes who does so later wait: of the two one sees
# what the other did.
OPENED_ELSEWHERE = """
CREATE OR REPLACE FUNCTION kinkeeper_opened_elsewhere(parent bigint, child bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
DECLARE readers bigint[];
BEGIN
    SELECT way_in_reach INTO readers FROM people_person WHERE id = parent FOR SHARE;
    RETURN readers IS NOT NULL AND NOT kinkeeper_reaches(readers, child);
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION kinkeeper_opened_elsewhere(parent bigint, child bigint) RETURNS boolean
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
FORGET = """
DROP TRIGGER relationship_awaits ON families_relationship;
DROP FUNCTION kinkeeper_awaits_way_in();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("credentials", "0003_readable_by"),
        ("people", "0011_readers_of_the_last_way_in"),
    ]
    operations = [
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(OPENED_ELSEWHERE, BEFORE),
        migrations.RunSQL(AWAITS, FORGET),
    ]

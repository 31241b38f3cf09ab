from django.db import migrations

# Which pending relationship which pupil fulfils: one who is here, bears the name that is waited for
# and belongs to the organisations of whoever made it wait (K8). `roster.match.fulfilled` has the
# same rule. Nobody reads this as a whole: ask it for children.
FULFILLED = """
CREATE VIEW families_fulfilled AS
    SELECT pending.id AS pending_id, pending.parent_id, known.person_id AS child_id
    FROM people_known_as known
    JOIN people_person pupil ON pupil.id = known.person_id
        AND pupil.profile = 'pupil' AND pupil.state <> 'trashed'
    JOIN families_pendingrelationship pending ON pending.state = 'waiting'
        AND pending.match = known.match AND pending.folded = known.folded
        AND (known.since IS NULL OR known.since <= pending.made_at)
    WHERE pending.parent_id <> known.person_id
      AND (pending.reach IS NULL OR EXISTS (
            SELECT FROM people_membership member
            JOIN organisations_below below ON below.organisation_id = member.organisation_id
            WHERE member.person_id = known.person_id AND below.root_id = ANY(pending.reach)));
"""
# Whether this organisation is one of these roots or lies below one.
COVERS = """
CREATE OR REPLACE FUNCTION kinkeeper_covers(roots bigint[], organisation bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM organisations_below below
                   WHERE below.organisation_id = organisation AND below.root_id = ANY(roots))
$$;
"""
COVERED = """
CREATE OR REPLACE FUNCTION kinkeeper_covers(roots bigint[], organisation bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM organisations_organisation place
        JOIN organisations_organisation root ON root.id = ANY(roots)
        WHERE place.id = organisation
          AND (place.path = root.path OR starts_with(place.path, root.path || '/')))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0001_version_0_1_0"),
        ("organisations", "0002_below"),
        ("people", "0002_known_as"),
    ]
    operations = [
        migrations.RunSQL(FULFILLED, "DROP VIEW families_fulfilled;"),
        migrations.RunSQL(COVERS, COVERED),
    ]

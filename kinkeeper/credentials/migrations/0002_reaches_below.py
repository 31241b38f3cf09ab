from django.db import migrations

# Whether somebody whose reach has these roots reaches this person (K38).
REACHES = """
CREATE OR REPLACE FUNCTION kinkeeper_reaches(roots bigint[], person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_below below ON below.organisation_id = member.organisation_id
        WHERE member.person_id = person AND below.root_id = ANY(roots))
$$;
"""
REACHED = """
CREATE OR REPLACE FUNCTION kinkeeper_reaches(roots bigint[], person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM people_membership member
        JOIN organisations_organisation place ON place.id = member.organisation_id
        JOIN organisations_organisation root ON root.id = ANY(roots)
        WHERE member.person_id = person
          AND (place.path = root.path OR starts_with(place.path, root.path || '/')))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("credentials", "0001_version_0_1_0"), ("organisations", "0002_below")]
    operations = [migrations.RunSQL(REACHES, REACHED)]

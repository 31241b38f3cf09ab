from django.db import migrations

# What lies below a path stands behind it, and before that path with the sign that follows "/", byte
# by byte: each root finds its own by the index for patterns. The site's path is blank; its bound
# stands behind every path of a thousand signs.
BELOW = """
CREATE OR REPLACE VIEW organisations_below WITH (security_invoker = true) AS
    SELECT root.id AS root_id, place.id AS organisation_id
    FROM organisations_organisation root
    JOIN organisations_organisation place
        ON place.path ~>=~ root.path
        AND place.path ~<~ coalesce(nullif(root.path, '') || '0', repeat(chr(1114111), 1001))
        AND (root.path = '' OR place.path = root.path OR starts_with(place.path, root.path || '/'));
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_own_settings")]
    # the rows are those of before: there is nothing to go back to
    operations = [migrations.RunSQL(BELOW, migrations.RunSQL.noop)]

import django.db.models.deletion
from django.db import migrations, models

# Which organisations belong to which: a node belongs to itself, and everything to the site. The
# rule for paths is the one of `roster.text.organisation_paths`.
BELOW = """
CREATE VIEW organisations_below AS
    SELECT root.id AS root_id, place.id AS organisation_id
    FROM organisations_organisation root
    JOIN organisations_organisation place
        ON root.path = '' OR place.path = root.path OR starts_with(place.path, root.path || '/');
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_version_0_1_0")]
    operations = [
        migrations.RunSQL(BELOW, "DROP VIEW organisations_below;"),
        migrations.CreateModel(
            name="Below",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "root_id",
                        "organisation_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={"db_table": "organisations_below", "managed": False},
        ),
    ]

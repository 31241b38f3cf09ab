import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Every name by which an account can be meant: its own key, username and internal ID, and those that
# `people_former` says lead to it. `lasting`: no file and no hand takes that name away. An internal
# ID is given by this site alone, so it means nobody before `since`.
KNOWN_AS = """
CREATE VIEW people_known_as AS
    SELECT person.id AS person_id, name.match, name.folded, name.lasting, name.since
    FROM people_person person
    CROSS JOIN LATERAL (VALUES
        ('sync-key', person.sync_key, false, NULL::timestamptz),
        ('username', person.username_folded, false, NULL),
        ('internal-id', person.id::text, true, person.created_at))
        AS name(match, folded, lasting, since)
    WHERE name.folded IS NOT NULL
    UNION ALL
    SELECT former.person_id, name.match, name.folded, true, name.since
    FROM people_former former
    LEFT JOIN people_person gone ON gone.id = former.gone_id
    CROSS JOIN LATERAL (VALUES
        ('sync-key', former.sync_key, NULL::timestamptz),
        ('username', former.username_folded, NULL),
        ('internal-id', former.gone_id::text, gone.created_at))
        AS name(match, folded, since)
    WHERE name.folded IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_version_0_1_0")]
    operations = [
        migrations.RunSQL(KNOWN_AS, "DROP VIEW people_known_as;"),
        migrations.CreateModel(
            name="KnownAs",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person_id",
                        "match",
                        "folded",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("match", models.CharField(max_length=20)),
                ("folded", models.CharField(max_length=250)),
                ("lasting", models.BooleanField()),
                ("since", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="known_as",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "people_known_as", "managed": False},
        ),
    ]

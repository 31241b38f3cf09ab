import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

# Under which other keys, usernames and IDs a person is still known: those of accounts that were
# merged into this one, and keys that a hand changed, of this account or of one merged into it.
# `gone_id` and `username_folded` are null where a key alone is former. Each part is looked up by the
# index of the column that becomes `person_id`; one part with coalesce would be read as a whole.
FORMER = """
CREATE OR REPLACE VIEW people_former AS
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
MERGED_ALONE = """
CREATE OR REPLACE VIEW people_former AS
    SELECT merge.leads_to_id AS person_id, gone.id AS gone_id, gone.sync_key, gone.username_folded
    FROM people_merge merge JOIN people_person gone ON gone.id = merge.gone_id;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_sealed_passwords")]
    operations = [
        migrations.CreateModel(
            name="FormerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sync_key", models.CharField(max_length=200, unique=True)),
                ("until", models.DateTimeField(db_default=Now())),
                ("changed_by", models.BigIntegerField(null=True)),
                ("changed_by_name", models.CharField(db_default="", max_length=300)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sync_key", ""), _negated=True),
                        name="former_key_is_filled",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORMER, MERGED_ALONE),
    ]

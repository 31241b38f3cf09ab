from django.db import migrations

RENAME = """
UPDATE people_merge
SET memory = memory - '{old}' || jsonb_build_object('{new}', memory -> '{old}')
WHERE memory ? '{old}'
"""
KEYS = (("pairs", "relationships"), ("waits", "pendings"))


class Migration(migrations.Migration):
    dependencies = [("people", "0012_one_person_name")]

    operations = [
        migrations.RunSQL(RENAME.format(old=old, new=new), RENAME.format(old=new, new=old))
        for old, new in KEYS
    ]

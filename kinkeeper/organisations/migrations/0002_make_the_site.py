from django.db import migrations


def make_site(apps, schema_editor):
    organisation = apps.get_model("organisations", "Organisation")
    organisation.objects.get_or_create(path="", defaults={"kind": "site", "name": "Site"})


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(make_site, migrations.RunPython.noop)]

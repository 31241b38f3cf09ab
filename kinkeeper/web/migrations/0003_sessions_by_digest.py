from django.db import migrations


class Migration(migrations.Migration):
    """Sessions from before stand with their own keys in the table, and end."""

    dependencies = [("web", "0002_counters_are_rows"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL("DELETE FROM django_session;", migrations.RunSQL.noop)]

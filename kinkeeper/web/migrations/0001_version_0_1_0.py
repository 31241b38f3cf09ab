"""This app has no tables; its migrations tidied up what earlier commits had made."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("web", "0001_shared_counters"),
        ("web", "0002_counters_are_rows"),
        ("web", "0003_sessions_by_digest"),
    ]

    dependencies = [("credentials", "0001_version_0_1_0"), ("sessions", "0001_initial")]

    operations = []

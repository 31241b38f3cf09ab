from django.db import migrations

MAKE = """
CREATE TABLE cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
"""


class Migration(migrations.Migration):
    dependencies = [("web", "0001_shared_counters"), ("credentials", "0002_tries")]
    operations = [migrations.RunSQL("DROP TABLE cache;", MAKE)]

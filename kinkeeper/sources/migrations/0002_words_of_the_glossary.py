from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("sources", "0001_initial"),
        ("intake", "0013_words_of_the_glossary"),
    ]

    operations = [migrations.RenameField("Run", "roster", "roster_import")]

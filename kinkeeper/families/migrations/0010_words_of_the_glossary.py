from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0009_from_and_until")]

    operations = [
        migrations.RenameModel("Pending", "PendingRelationship"),
        migrations.RemoveConstraint("Part", "part_once"),
        migrations.RenameField("Part", "wait", "pending"),
        migrations.AddConstraint(
            "Part",
            models.UniqueConstraint(
                fields=["question", "person", "organisation", "child", "pending"],
                name="part_once",
                nulls_distinct=False,
            ),
        ),
    ]

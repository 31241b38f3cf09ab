from django.db import migrations, models
from django.db.models import deletion

# Steps that a worker has not done yet name the import as the job that asked for them did.
JOBS = """
UPDATE procrastinate_jobs
SET args = args - 'roster_id' || jsonb_build_object('roster_import_id', args -> 'roster_id')
WHERE status IN ('todo', 'doing') AND args ? 'roster_id'
"""
JOBS_BACK = """
UPDATE procrastinate_jobs
SET args = args - 'roster_import_id' || jsonb_build_object('roster_id', args -> 'roster_import_id')
WHERE status IN ('todo', 'doing') AND args ? 'roster_import_id'
"""
LINES = ("PlannedPerson", "PlannedPair", "Tolerated", "FoundProblem", "FilePiece", "Progress")


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0012_codes"),
        ("families", "0010_words_of_the_glossary"),
        ("procrastinate", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint("FilePiece", "file_piece_once"),
        migrations.RemoveIndex("FoundProblem", "problem_by_row"),
        *(migrations.RenameField(model, "roster", "roster_import") for model in LINES),
        # the columns have their names by now; only what Django knows of the keys is brought along
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model,
                    "pk",
                    models.CompositePrimaryKey(
                        "roster_import_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                )
                for model in ("PlannedPerson", "PlannedPair", "Tolerated", "FoundProblem")
            ]
        ),
        migrations.RenameModel("PlannedPair", "PlannedRelationship"),
        migrations.AlterField(
            "PlannedRelationship",
            "roster_import",
            models.ForeignKey(
                "intake.Import",
                deletion.CASCADE,
                db_constraint=False,
                db_index=False,
                related_name="relationships",
            ),
        ),
        migrations.AddIndex(
            "FoundProblem", models.Index(fields=["roster_import", "row"], name="problem_by_row")
        ),
        migrations.AddConstraint(
            "FilePiece",
            models.UniqueConstraint(
                fields=["roster_import", "file", "piece"], name="file_piece_once"
            ),
        ),
        migrations.RunSQL(JOBS, JOBS_BACK),
    ]

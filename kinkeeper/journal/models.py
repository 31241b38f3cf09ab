from django.db import models

from kinkeeper.lib.code_field import CodeField


class Outcome(models.TextChoices):
    DONE = "done"
    DENIED = "denied"


class Entry(models.Model):
    """One line of the journal. Only ever added: a trigger refuses changes and deletions.

    People are named by internal ID without a foreign key, because the journal outlives them.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=300)
    origin = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    outcome = CodeField(max_length=10, choices=Outcome, default=Outcome.DONE)
    person_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person_id", "-id"], name="journal_by_person"),
            models.Index(fields=["child_id", "-id"], name="journal_by_child"),
            models.Index(fields=["actor_id", "-id"], name="journal_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action}"

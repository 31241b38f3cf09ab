from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from kinkeeper.lib.code_field import CodeField


class Outcome(models.TextChoices):
    DONE = "done"
    DENIED = "denied"


# Acts that tell of an attack on an account or by one; an office is shown them (`readings.attacks`).
ATTACKS = (
    "child.swept",
    "credential.guessed",
    "factor.copied",
    "factor.guessed",
    "password.disputed",
    "protection.tried",
)

# Looks by staff at pupils (`readings.looks`), and at lines of the journal about them.
VIEWED, READ = "child.viewed", "journal.read"

# Acts of which those are told by e-mail whom they concern (`letters.alerts`), and that they were.
NEW_PLACE, ALERTED = "session.new-place", "alert.told"
# By what each says of how many people the file was.
EXPORTS = {
    "absence.exported": "reports",
    "command.exported": "people",
    "import.exported": "rows",
    "letters.fetched": "letters",
    "meeting.exported": "meetings",
    "pupils.exported": "pupils",
}
WATCHED = (NEW_PLACE, ALERTED, *EXPORTS)

# By these acts a row of a file means someone else, or who was kept out may come (K32, K34).
DECIDED = (
    "organisation.added", "person.key-moved", "person.key-released", "person.let-in-again",
    "person.merged", "person.parted", "person.restored", "person.unmerged", "question.asked-again",
    "question.kept", "question.moved", "question.other", "question.read", "question.same",
    "relationship.unblocked",
)  # fmt: skip


class Entry(models.Model):
    """One line of the journal. Only ever added: a trigger refuses changes and deletions.

    People are named by internal ID without a foreign key, because the journal outlives them. `role`
    is the profile that somebody acted as (blank: none, or an entry from before roles were kept).
    `children` are the pupils whom somebody saw together, in a list or a file; of one alone
    `child_id` says it.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=300)
    role = models.CharField(max_length=30, db_default="", blank=True)
    origin = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    outcome = CodeField(max_length=10, choices=Outcome, default=Outcome.DONE)
    person_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    children = ArrayField(models.BigIntegerField(), db_default=[], default=list)
    organisation_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person_id", "-id"], name="journal_by_person"),
            models.Index(fields=["child_id", "-id"], name="journal_by_child"),
            models.Index(fields=["actor_id", "-id"], name="journal_by_actor"),
            GinIndex(fields=["children"], name="journal_by_children"),
            models.Index(
                fields=["-id"], condition=models.Q(action__in=ATTACKS), name="journal_attacks"
            ),
            models.Index(
                fields=["-id"], condition=models.Q(action__in=WATCHED), name="journal_watched"
            ),
            models.Index(
                fields=["-id"], condition=models.Q(action__in=DECIDED), name="journal_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.action}"


class Seal(models.Model):
    """Some lines of the journal, sealed together: their digests, and `head`, which is made of these
    and of the head before it with a key that is not in the database. Only ever added, too.

    `settled`: every line up to this number is in this seal or an earlier one, or was never written.
    `top` and `newest` are the greatest number and the latest time among the lines. `forgotten` says
    what retention has let go of before this seal was made: `through` (the last of the seals that
    went), its `head`, how many `lines` in all so far, and `before` which moment they were. `was`
    (else null): the lines stand under an earlier seal and were emptied since, when a person was
    erased; what their digests were until then.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    lines = ArrayField(models.BigIntegerField())
    digests = ArrayField(models.BinaryField())
    settled = models.BigIntegerField()
    top = models.BigIntegerField()
    newest = models.DateTimeField(null=True)
    forgotten = models.JSONField(null=True)
    was = ArrayField(models.BinaryField(), null=True)
    head = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["top"], name="journal_seal_by_top"),
            models.Index(
                fields=["number"],
                condition=models.Q(was__isnull=False),
                name="journal_seal_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {len(self.lines)}"

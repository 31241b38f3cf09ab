from django.contrib.postgres.functions import RandomUUID
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person
from kinkeeper.roster.vocabulary import SignedInBy


class SessionOwner(models.Model):
    """Who has signed in with a session, and what that person is told of it. It goes with either;
    the wall alone reads and writes it (`access.wall.sessions`), for the pages could claim to be
    anybody.

    `number` stands in addresses; nothing of the session's key can be told from it. `browser` and
    `system` are codes of `lib.user_agent`, `network` is coarse (`lib.coarse_network`).
    `last_seen_at` may be a minute behind. When it ends follows from these and the profile
    (`wall.ends_at`).
    """

    session = models.OneToOneField(Session, models.DB_CASCADE, primary_key=True)
    person = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    number = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    started_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    how = CodeField(max_length=20, choices=[(each.value, each.value) for each in SignedInBy],
                    db_default=SignedInBy.PASSWORD.value)  # fmt: skip
    browser = models.CharField(max_length=20, blank=True, db_default="")
    system = models.CharField(max_length=20, blank=True, db_default="")
    network = models.CharField(max_length=20, blank=True, db_default="")
    own_device = models.BooleanField(db_default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_owner_how_known",
                condition=Q(how__in=[each.value for each in SignedInBy]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class ViewAs(models.Model):
    """Somebody at work looks at a parent's pages in this session, by the digest of its key. It goes
    when it ends; that it was is in the journal. The wall alone reads and writes it
    (`access.wall.view_as`)."""

    session_id = models.CharField(max_length=40, primary_key=True)
    office = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    parent = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.office_id} as {self.parent_id}"


class HomeVisit(models.Model):
    """When a parent last asked for the home, and the last time before the pause that came before:
    what is newer is new to the parent. The wall alone reads and writes it; nobody else is told."""

    person = models.OneToOneField(Person, models.DB_CASCADE, primary_key=True, related_name="+")
    last_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id}"

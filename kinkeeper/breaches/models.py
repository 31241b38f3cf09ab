from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.lib.code_field import CodeField


class Risk(models.TextChoices):
    """What the law asks follows from it: nothing, the authority, those concerned as well."""

    UNJUDGED = "", _("Not yet judged")
    UNLIKELY = "unlikely", _("No risk is likely")
    RISK = "risk", _("A risk: tell the authority")
    HIGH = "high", _("A high risk: tell the authority and the people concerned")


class Beginning(models.TextChoices):
    """How it came into the register; of a draft somebody else says the rest."""

    BY_HAND = "by-hand", _("recorded by hand")
    NOT_MY_CHILD = "not-my-child", _("a parent said: this is not my child")


class Breach(models.Model):
    """One breach, whether or not it was told to anybody (Article 33(5)). None is deleted.

    `parent_id` and `child_id` are those of a draft by a parent; `seen_by` whose looks at pupils, on
    which days, say who is concerned. All by internal ID without a foreign key: the register
    outlives them.
    """

    beginning = CodeField(max_length=20, choices=Beginning, db_default=Beginning.BY_HAND)
    noticed_at = models.DateTimeField()
    happened = models.TextField(blank=True, db_default="")
    concerned = models.TextField(blank=True, db_default="")
    people = models.IntegerField(null=True)
    effects = models.TextField(blank=True, db_default="")
    risk = CodeField(max_length=20, choices=Risk, db_default=Risk.UNJUDGED, blank=True)
    measures = models.TextField(blank=True, db_default="")
    authority_told_at = models.DateTimeField(null=True)
    people_told_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, db_default="")
    parent_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    seen_by = models.BigIntegerField(null=True)
    seen_from = models.DateField(null=True)
    seen_until = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="breach_codes_known",
                condition=Q(beginning__in=Beginning.values, risk__in=Risk.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

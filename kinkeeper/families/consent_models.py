"""The rows of what a pupil of age allows, and of whose access goes on regardless (K18)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kinkeeper.families.rights_models import Area
from kinkeeper.lib.code_field import CodeField
from kinkeeper.people.models import Person
from kinkeeper.roster import vocabulary


class Consent(models.Model):
    """What a pupil of age allows a parent to see, from when until it was withdrawn or replaced.

    With a `source` (`import:12`) a file says that the pupil allowed it; it holds on its days, both
    included, and says nothing of whether the pupil is of age. Only without one was it the pupil's
    own act here.

    It can only take away from the rights of the two (`areas.py`). One at most is in force; the
    others stay as history. That there is any row means that the pupil has decided: nothing but the
    pupil's own act gives a new one.
    """

    pupil = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    parent = models.ForeignKey(Person, models.CASCADE, related_name="+")
    areas = ArrayField(models.CharField(max_length=20))
    source = models.CharField(max_length=30, db_default="", blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    given_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_areas_known",
                condition=Q(areas__contained_by=Area.values) & ~Q(areas=[]),
            ),
            models.UniqueConstraint(
                fields=["pupil", "parent"], condition=Q(withdrawn_at=None), name="one_consent"
            ),
        ]
        indexes = [models.Index(fields=["pupil", "parent", "given_at"], name="consent_history")]

    def __str__(self) -> str:
        return f"{self.pupil_id} to {self.parent_id}: {self.areas}"


class Basis(models.TextChoices):
    """On what a parent's access to a pupil of age rests."""

    GUARDIANSHIP = vocabulary.Basis.GUARDIANSHIP, _("Guardianship of an adult, by a court order")
    POWER_OF_ATTORNEY = vocabulary.Basis.POWER_OF_ATTORNEY, _("Power of attorney, in force")
    WRONG_BIRTH_DATE = (
        vocabulary.Basis.WRONG_BIRTH_DATE,
        _("The birth date is wrong; the pupil is not of age"),
    )
    OTHER = vocabulary.Basis.OTHER, _("Another basis in law, named in the reason")


class Continuation(models.Model):
    """A parent whose access goes on though the pupil is of age, because an office said so with a
    basis in law and a reason. `ended_at`: it no longer does."""

    child = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    parent = models.ForeignKey(Person, models.CASCADE, related_name="+")
    basis = CodeField(max_length=20, choices=Basis)
    reason = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_by_name = models.CharField(max_length=300, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="continuation_basis_known", condition=Q(basis__in=Basis.values)
            ),
            models.UniqueConstraint(
                fields=["child", "parent"], condition=Q(ended_at=None), name="one_continuation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id}-{self.child_id}: {self.basis}"

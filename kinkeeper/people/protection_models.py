"""The rows of who has a protected identity, and who of the staff may open the person (K28)."""

from django.db import models
from django.db.models.functions import Now


class Protection(models.Model):
    """The mark of one pupil or parent. `reason` is for the named staff alone. It goes with an act
    of a person only: no import, undo, merge or restore takes it away (K27)."""

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="protection")
    reason = models.TextField()
    review_on = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=300, db_default="")

    def __str__(self) -> str:
        return f"protected: {self.person_id}"


class NamedStaff(models.Model):
    """A member of staff who may open a protected person, as far as the own reach goes."""

    protection = models.ForeignKey(Protection, models.CASCADE, related_name="named")
    staff = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["protection", "staff"], name="named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} of {self.protection_id}"

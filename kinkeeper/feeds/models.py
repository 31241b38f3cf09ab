"""The rows of calendar feeds."""

from django.db import models
from django.db.models.functions import Now

from kinkeeper.people.models import Person


class Feed(models.Model):
    """An address that a parent made, of one child or of all (None). Of its token there is but a
    digest. A feed grants nothing: what it has is what the parent sees when it is fetched (K17)."""

    parent = models.ForeignKey(Person, models.DB_CASCADE, related_name="+")
    child = models.ForeignKey(Person, models.DB_CASCADE, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.pk} of {self.parent_id}"

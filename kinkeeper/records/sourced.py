"""What all school records have in common: which files they come from."""

from django.db import models


class Sourced(models.Model):
    """`series` are the files that speak for each other (`series.py`); a record's `key` is unique in
    them, and no file of another series changes or removes it. `source` is the import that wrote it
    last (`import:12`), or that named it since that import was undone; of what was entered by hand
    it is the entry (`entry:7`, `entries.py`)."""

    series = models.CharField(max_length=130)
    key = models.CharField(max_length=700)
    source = models.CharField(max_length=30)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.key}"


def once(name: str) -> models.UniqueConstraint:
    """Each key once in a series; the name of a constraint is unique in the database."""
    return models.UniqueConstraint(fields=["series", "key"], name=f"{name}_once")

"""A column of codes whose words are no part of a migration."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:  # generic for the type checker alone
    CharField = models.CharField[str, str]
else:
    CharField = models.CharField


class CodeField(CharField):
    """A `CharField` with `choices`: the codes bind the database by a check constraint where they
    must, and how they are worded may change without a migration."""

    def deconstruct(self) -> Any:
        name, _path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, "django.db.models.CharField", args, options

"""Whether somebody or something is there at all, for those who run the site, and for the journal.

What these say never reaches a page or an answer: it decides whether a try at something out of
reach is worth a line, and whether a site may be the demo's.
"""

from typing import Any

from django.db.models import QuerySet

from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_reference


def answers() -> None:
    """Raises Django's `OperationalError` where the database does not answer."""
    db.run("SELECT 1")


@whole_site()
def is_there() -> bool:
    return Person.objects.exists()


@whole_site()
def is_somebody(number: int) -> bool:
    """Whether this internal ID is a person's."""
    return Person.objects.filter(pk=number).exists()


@whole_site()
def is_there_at_all(scope: QuerySet[Any], number: int) -> bool:
    """Whether what a scope is cut out of has a row of this internal ID."""
    return bool(scope.model._default_manager.filter(pk=number).exists())


@whole_site()
def meant(reference: str) -> Person | None:
    """Whom a reference means, within reach or not."""
    return Person.objects.filter(by_reference(reference)).first()

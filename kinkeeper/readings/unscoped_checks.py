"""Whether somebody or something is there at all, for those who run the site, and for the journal.

What these say never reaches a page or an answer: it decides whether a try at something out of
reach is worth a line, and whether a site may be the demo's.
"""

from kinkeeper.lib import db
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_reference


def answers() -> None:
    """Raises Django's `OperationalError` where the database does not answer."""
    db.run("SELECT 1")


def is_there() -> bool:
    return Person.objects.exists()


def is_somebody(number: int) -> bool:
    """Whether this internal ID is a person's."""
    return Person.objects.filter(pk=number).exists()


def meant(reference: str) -> Person | None:
    """Whom a reference means, within reach or not."""
    return Person.objects.filter(by_reference(reference)).first()

"""Whether somebody or something is there at all, for those who run the site, and for the journal.

What these say never reaches a page or an answer: it decides whether a try at something out of
reach is worth a line, and whether a site may be the demo's.
"""

from collections.abc import Iterable

from django.db.models import Model

from kinkeeper.lib import db
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations import tree
from kinkeeper.people.models import Person
from kinkeeper.people.references import by_reference


def answers() -> None:
    """Raises Django's `OperationalError` where the database does not answer."""
    db.run("SELECT 1")


@whole_site()
def is_there() -> bool:
    return Person.objects.exists()


@whole_site()
def are_there(named: Iterable[tuple[type[Model], int] | None]) -> bool:
    """Whether each of these has a row of this internal ID; None: nobody can say, so no."""
    return all(
        each is not None and each[0]._default_manager.filter(pk=each[1]).exists() for each in named
    )


@whole_site()
def organisation_at(path: str) -> int:
    """Its internal ID; 0, which none has, where there is none."""
    try:
        return int(tree.find(path).pk)
    except (tree.UnknownPath, tree.BadPath):
        return 0


@whole_site()
def meant(reference: str) -> Person | None:
    """Whom a reference means, within reach or not."""
    return Person.objects.filter(by_reference(reference)).first()

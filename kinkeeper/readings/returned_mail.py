"""People in reach to whose address no e-mail gets through, for the office."""

from collections.abc import Sequence

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.people import returned_mail
from kinkeeper.people.models import Person, PersonState
from kinkeeper.people.returned_mail_models import ReturnedMail
from kinkeeper.readings import looks, paging

type Line = tuple[Person, ReturnedMail]


def listed(viewer: Viewer) -> Sequence[Line]:
    """The latest first, no more than a page of them."""
    found = (
        scopes.people(viewer)
        .filter(state=PersonState.ACTIVE, returned_mail__isnull=False)
        .order_by("-returned_mail__returned_at")[: paging.PAGE]
    )
    known = list(found)
    standing = returned_mail.of_people(known)
    lines = [(each, standing[each.pk]) for each in known if each.pk in standing]
    looks.shows(viewer, *(person for person, _returned in lines))
    return lines

"""The child that an address names."""

from collections.abc import Mapping

from kinkeeper.people.models import Person
from kinkeeper.readings import looks, school_contact
from kinkeeper.readings.children import Child
from kinkeeper.web.context import show
from kinkeeper.web.gate import ViewerRequest
from kinkeeper.web.refused_pages import refused


def own_child(
    request: ViewerRequest, number: str, mine: Mapping[Person, Child], *, by_name: bool = False
) -> Child:
    """The page is about this one of the own children. A child that is not theirs, or of whom they
    see nothing today, answers like one that never existed; `by_name`: the page may be about one who
    is listed by name alone, too."""
    wanted = number_in(number)
    found = next((child for child in mine.values() if child.id == wanted), None)
    if found is None or not (found.areas or by_name):
        raise refused("child.view", child_id=wanted, number=(Person, wanted))
    show(request, school_contact.of_children([found]))
    looks.shows_children(request.viewer, [found.id])
    return found


def number_in(text: str) -> int:
    """The internal ID that an address says; 0, which nobody has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

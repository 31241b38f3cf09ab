"""How many people lift a block: what an organisation says of itself, and the ones above it.

Unlike other settings of its own the strictest counts, not the nearest: no school weakens what
its district wants.
"""

from kinkeeper.organisations.models import Organisation
from kinkeeper.organisations.own_settings import contacts

SETTING = "block_lift_needs_two"
TWO, ONE = "on", "off"


def said_of(person: int) -> set[str]:
    """What is said at the organisations of this person (internal ID), and above them."""
    said = contacts().said[SETTING]
    found = {said[""]}
    for path in Organisation.objects.filter(people=person).values_list("path", flat=True):
        above = path
        while above:
            found.add(said.get(above, said[""]))
            above = above.rpartition("/")[0]
    return found

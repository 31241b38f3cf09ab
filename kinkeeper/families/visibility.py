"""May this parent see this child today, as far as their relationship decides it: said here alone.

A relationship bears the first and the last day on which it counts (K35). They are compared with
today at the child's school whenever it is asked; nothing has to happen on the day itself. Reach,
matching and letters begin with the relationship (`goes_on`), what the parent sees on its first day
(`lets_see`); all end with its last day.
"""

from django.db.models import Q

from kinkeeper.families.models import RelationshipState
from kinkeeper.people.local_date import local_date


def goes_on() -> Q:
    """Relationships that are connected and not over, whether the first day has come or not."""
    return Q(state=RelationshipState.ACTIVE) & (
        Q(ends_on=None) | Q(ends_on__gte=local_date("child_id"))
    )


def lets_see() -> Q:
    """Relationships that let the parent see the child today."""
    begun = Q(starts_on=None) | Q(starts_on__lte=local_date("child_id"))
    return goes_on() & begun & Q(awaits_way_in=False)

"""May this parent see this child today, as far as their relationship decides it: said here alone.

A relationship bears the first and the last day on which it counts (K35). They are compared with
today at the child's school whenever it is asked; nothing has to happen on the day itself. Reach,
matching and letters begin with the relationship (`goes_on`), what the parent sees on its first day
(`lets_see`); all end with its last day.
"""

from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.lookups import Exact

from kinkeeper.families.models import RelationshipState
from kinkeeper.people.local_date import local_date, params


def goes_on() -> Q:
    """Relationships that are connected and not over, whether the first day has come or not, and
    that the pupil's coming of age has not ended (K18)."""
    in_time = Q(ends_on=None) | Q(ends_on__gte=local_date("child_id"))
    of_the_parents = Q(Exact(ended_by_age(), Value(False)))
    return Q(state=RelationshipState.ACTIVE) & in_time & of_the_parents


def ended_by_age() -> Func:
    """Whether the child is of age today, and has not consented for this parent. Asked of the
    database, which knows it whoever asks: a child whom the asker no longer sees is of age, too."""
    asked = [F("parent_id"), F("child_id"), *map(Value, params().values())]
    return Func(*asked, function="families_ended_by_now", output_field=BooleanField())


def lets_see() -> Q:
    """Relationships that let the parent see the child today."""
    begun = Q(starts_on=None) | Q(starts_on__lte=local_date("child_id"))
    return goes_on() & begun & Q(awaits_way_in=False)

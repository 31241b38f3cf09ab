"""A pupil was never of age: a wrong birth date had said so (K18).

What ended on that day comes back by a hand alone, never by a file, an undo or a merge. Who has
decided as an adult once stays of age all the same (`families.majority`).
"""

from collections.abc import Sequence

from kinkeeper.families.locked_relationship import reasoned
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person


def forget(pupil: Person) -> None:
    """The mark alone; whoever calls writes down why."""
    Person.objects.filter(pk=pupil.pk).update(of_age_since=None, of_age_marked_at=None)
    pupil.of_age_since = pupil.of_age_marked_at = None


@act()
def take_back(
    actor: Actor, pupils: Sequence[Person], *, reason: str, import_id: int | None = None
) -> int:
    """How many are no longer counted as of age: those of these pupils who are marked still. The
    import had given the wrong birth dates. Raises `ReasonMissing`."""
    why = reasoned(reason)
    marked = Person.objects.select_for_update().filter(
        pk__in=[pupil.pk for pupil in pupils], of_age_since__isnull=False
    )
    found = list(marked.order_by("pk"))
    for pupil in found:
        data = {"since": str(pupil.of_age_since), "reason": why}
        forget(pupil)
        record(actor, "person.not-of-age", person_id=pupil.pk, import_id=import_id, data=data)
    return len(found)

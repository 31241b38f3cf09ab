"""Brings a person back from the trash, with the relationships that rested meanwhile."""

from django.utils.translation import gettext as _

from kinkeeper.families.arrival_lock import arriving
from kinkeeper.families.pending_relationships import resolve_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person, PersonState, Profile
from kinkeeper.registry.refusals import Refusal, not_merged
from kinkeeper.roster.text.isolate import alone


@act()
def restore(actor: Actor, person: Person) -> None:
    """Blocks made before or during the time in the trash hold (K27). Raises `Refusal`."""
    arriving()
    not_merged(person)
    back = Person.objects.filter(pk=person.pk, state=PersonState.TRASHED).update(
        state=PersonState.ACTIVE
    )
    if not back:
        raise Refusal("not-in-trash", _("%s is not in the trash.") % alone(person.full_name))
    record(actor, "person.restored", person_id=person.pk)
    if person.profile == Profile.PUPIL:
        resolve_for(actor, [person.pk])

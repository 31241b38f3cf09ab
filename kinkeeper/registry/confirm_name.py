"""Says of a name that looks like two people's that it is one's: then letters may be made (K21)."""

from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.people.one_person_name import may_be_two
from kinkeeper.registry.refusals import Refusal, not_merged
from kinkeeper.roster.text.isolate import alone


@act()
def one_person(actor: Actor, person: Person) -> None:
    """It holds for the name as it is; with another name it is asked anew. Relationships that were
    proposed stay so until each is decided. Raises `Refusal` where nothing is asked."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    not_merged(locked)
    if not may_be_two(locked):
        sentence = _("The name of %s is that of one person already.")
        raise Refusal("not-open", sentence % alone(locked.full_name))
    Person.objects.filter(pk=locked.pk).update(one_person_name=locked.full_name)
    record(actor, "person.is-one", person_id=locked.pk)

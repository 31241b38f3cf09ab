"""Wakes an account of staff that rests because nobody has used it (`people.resting`): its password
opens it again, for as long as any other."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.people.resting import rests
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone


@act()
def wake(actor: Actor, person: Person) -> None:
    """Raises `Refusal` where the account does not rest."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not rests(locked):
        raise Refusal("not-open", _("The account of %s is in use.") % alone(locked.full_name))
    Person.objects.filter(pk=locked.pk).update(awake_since=Now())
    record(actor, "person.woken", person_id=locked.pk)

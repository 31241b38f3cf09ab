"""Puts a person into the trash: access ends at once, nothing is lost."""

from django.db import transaction
from django.utils.translation import gettext as _

from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.people.models import Person, State
from kinkeeper.registry.refusals import Refusal


@transaction.atomic
def trash(actor: Actor, person: Person) -> None:
    """Sessions end with the next request, credentials are void; relationships rest until the
    person is restored. Raises `Refusal` for oneself and for whoever is there already."""
    if actor.person_id == person.pk:
        raise Refusal("oneself", _("You cannot put yourself into the trash."))
    moved = (
        Person.objects.filter(pk=person.pk).exclude(state=State.TRASHED).update(state=State.TRASHED)
    )
    if not moved:
        raise Refusal("in-trash", _("%s is in the trash already.") % person.full_name)
    void_for(actor, [person.pk], why="trashed")
    record(actor, "person.trashed", person_id=person.pk)

"""Puts a person into the trash: access ends at once, nothing is lost."""

from django.utils.translation import gettext as _

from kinkeeper.accounts import set_up
from kinkeeper.credentials.void import void_for
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.organisations.reach import Reach
from kinkeeper.people.models import Person, PersonState
from kinkeeper.people.reach import belongs_beyond
from kinkeeper.registry.refusals import Refusal
from kinkeeper.roster.text.isolate import alone


@act()
def trash(actor: Actor, person: Person, *, reach: Reach) -> None:
    """Sessions end with the next request, credentials are void; relationships rest until the
    person is restored. Raises `Refusal` for oneself, for whoever is there already, and for
    whoever belongs beyond the actor's reach too: there somebody else relies on the account."""
    if belongs_beyond(person, reach):
        raise Refusal(
            "not-allowed",
            _(
                "%s also belongs to a school you do not administer, and would lose everything "
                "there. Remove the person from your own organisations instead."
            )
            % alone(person.full_name),
        )
    if actor.person_id == person.pk:
        raise Refusal("oneself", _("You cannot move yourself to the trash."))
    moved = (
        Person.objects.filter(pk=person.pk)
        .exclude(state=PersonState.TRASHED)
        .update(state=PersonState.TRASHED)
    )
    if not moved:
        raise Refusal("in-trash", _("%s is already in the trash.") % alone(person.full_name))
    void_for(actor, [person.pk], why="trashed")
    set_up.withdraw(person)
    record(actor, "person.trashed", person_id=person.pk)

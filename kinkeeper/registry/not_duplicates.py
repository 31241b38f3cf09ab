"""Remembers that two accounts are two people, so that nobody is asked again."""

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Different, Person


@act()
def differ(actor: Actor, one: Person, other: Person, *, reason: str = "") -> None:
    """Once said it stays said; saying it again changes nothing."""
    first, second = sorted([one, other], key=lambda person: person.pk)
    _said, new = Different.objects.get_or_create(
        first=first,
        second=second,
        defaults={
            "reason": reason.strip()[:2000],
            "said_by": actor.person_id,
            "said_by_name": actor.name,
        },
    )
    if new:
        record(
            actor,
            "person.different",
            person_id=first.pk,
            data={"first_id": first.pk, "other_id": second.pk, "reason": reason.strip()},
        )

"""A pupil of age gives, narrows and withdraws consent for one parent (K18).

It holds at the parent's next request: access is computed each time (`majority.py`,
`visibility.py`). Nobody else gives it, and nothing revives what was withdrawn.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families import majority
from kinkeeper.families.areas import in_order
from kinkeeper.families.consent_models import Consent, Continuation
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import (
    AlreadyContinues,
    DoesNotContinue,
    NotConnected,
    NotOfAge,
    NotThePupil,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person


@act()
def decide(actor: Actor, pupil: Person, parent: Person, areas: Collection[str]) -> None:
    """What this parent may see from now on, at most; no areas: nothing. The same again changes
    nothing.

    Raises `NotThePupil`, `NotOfAge`, `NotConnected`, `MergedAway`.
    """
    if actor.person_id != pupil.pk:
        raise NotThePupil(_("Only the pupil decides that."))
    relationships.lock_people(parent, pupil)
    if not majority.decides(pupil, date_of(pupil)):
        raise NotOfAge(_("You can decide this from the day on which you come of age."))
    wanted = [area.value for area in in_order(areas)]
    now = in_force(pupil).filter(parent=parent).first()
    if wanted == (now.areas if now else []) and not (now and now.source):
        return
    if wanted and not _connected(parent, pupil):
        raise NotConnected(_("The school has not connected this adult to you."))
    _withdraw(in_force(pupil).filter(parent=parent))
    if wanted:
        Consent.objects.create(pupil=pupil, parent=parent, areas=wanted)
    kind = "withdrawn" if not wanted else "changed" if now else "given"
    record(actor, f"consent.{kind}", person_id=parent.pk, child_id=pupil.pk, data={"areas": wanted})


def in_force(pupil: Person) -> QuerySet[Consent]:
    return Consent.objects.filter(pupil=pupil, withdrawn_at=None)


def _withdraw(consents: QuerySet[Consent]) -> None:
    """By the pupil, who has decided then: no file says it again."""
    consents.update(withdrawn_at=Now(), source="")


def _connected(parent: Person, pupil: Person) -> bool:
    found = Relationship.objects.filter(parent=parent, child=pupil)
    return found.filter(state=RelationshipState.ACTIVE).exists()


@act()
def continue_after(actor: Actor, parent: Person, child: Person, basis: str, *, reason: str) -> None:
    """The parent's access goes on after the pupil's coming of age, whatever the pupil decides. It
    may be said before the day.

    Raises `ReasonMissing`, `OwnFamily`, `NotConnected`, `AlreadyContinues`, `MergedAway`.
    """
    why = relationships.reasoned(reason)
    relationships.not_oneself(actor, parent)
    relationships.lock_people(parent, child)
    if not _connected(parent, child):
        raise NotConnected(_("These two people are not connected."))
    if going_on(parent, child) is not None:
        raise AlreadyContinues(_("This is set already. End it first, then set it again."))
    Continuation.objects.create(
        parent=parent,
        child=child,
        basis=basis,
        reason=why,
        made_by=actor.person_id,
        made_by_name=actor.name,
    )
    said = {"basis": basis, "reason": why}
    record(actor, "relationship.continues", person_id=parent.pk, child_id=child.pk, data=said)


@act()
def end_continuation(actor: Actor, parent: Person, child: Person, *, reason: str) -> None:
    """From now on the pupil decides. Raises `ReasonMissing`, `DoesNotContinue`, `MergedAway`."""
    why = relationships.reasoned(reason)
    relationships.lock_people(parent, child)
    found = going_on(parent, child)
    if found is None:
        raise DoesNotContinue(_("Nothing of the kind is set for these two people."))
    Continuation.objects.filter(pk=found.pk).update(
        ended_at=Now(), ended_by=actor.person_id, ended_by_name=actor.name
    )
    record(
        actor,
        "relationship.continues-no-more",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": why},
    )


def going_on(parent: Person, child: Person) -> Continuation | None:
    return Continuation.objects.filter(parent=parent, child=child, ended_at=None).first()

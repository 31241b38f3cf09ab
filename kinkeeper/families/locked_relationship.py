"""The one row of a relationship, locked: every verb that changes a relationship begins here."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import (
    InTrash,
    MergedAway,
    NotAnAdult,
    NotAPupil,
    OwnFamily,
    ReasonMissing,
    SamePerson,
)
from kinkeeper.journal.actor import Actor
from kinkeeper.lib import db
from kinkeeper.people.models import Merge, Person, PersonState, Profile
from kinkeeper.roster.fields import RELATIONSHIP
from kinkeeper.roster.text.isolate import alone


def lock(parent: Person, child: Person) -> Relationship:
    """The relationship's row, made (as ended, from nowhere) when there is none; inside a
    transaction.

    Making it first means that two acts at once on the same relationship wait for each other here,
    and for a merge of either account; an act that came too late for the merge raises `MergedAway`.
    """
    Relationship.objects.bulk_create(
        [Relationship(parent=parent, child=child, state=RelationshipState.ENDED)],
        ignore_conflicts=True,
    )
    relationship = (
        Relationship.objects.select_for_update().filter(parent=parent, child=child).first()
    )
    if relationship is None or _merged(parent, child):
        raise _away()
    return relationship


def lock_people(parent: Person, child: Person) -> None:
    """For acts on the two that make no relationship: they wait for each other, and for a merge of
    either account. Raises `MergedAway`."""
    two = Person.objects.select_for_update(no_key=True).filter(pk__in=[parent.pk, child.pk])
    if len(two.order_by("pk")) != 2 or _merged(parent, child):
        raise _away()


def _merged(*people: Person) -> bool:
    return Merge.objects.filter(gone__in=people).exists()


def _away() -> MergedAway:
    return MergedAway(
        _(
            "One of these accounts was merged into another account of the same person. "
            "Open it to find that one, and do it there."
        )
    )


def is_proposed(parent: Person, child: Person) -> bool:
    relationships = Relationship.objects.filter(
        parent=parent, child=child, state=RelationshipState.PROPOSED
    )
    return relationships.exists()


def hold(parent: Person) -> None:
    """Nobody uses a way in of this parent, or merges the account, until the transaction ends: taken
    before the relationship, as a merge takes them, so that nobody waits in a ring."""
    db.run("SELECT FROM people_person WHERE id = %s FOR SHARE", [parent.pk])


def opened_elsewhere(relationship: Relationship) -> bool:
    """Whether the parent's account was last opened with a code of an office that does not reach
    the child; the database knows, as it does for waits that are fulfilled (K38)."""
    who = [relationship.parent_id, relationship.child_id]
    return bool(db.value("SELECT kinkeeper_opened_elsewhere(%s, %s)", who))


def write(
    relationship: Relationship, actor: Actor, state: RelationshipState, reason: str = ""
) -> None:
    """Sets the state with who and why; the database keeps when."""
    from_now = Relationship.objects.filter(pk=relationship.pk)
    from_now.update(
        state=state,
        reason=reason,
        changed_by=actor.person_id,
        changed_by_name=actor.name,
        since=Now(),
        sources=relationship.sources,
        awaits_way_in=relationship.awaits_way_in,
        **{name: getattr(relationship, name) for name in RELATIONSHIP},
    )
    relationship.refresh_from_db()


def fit(parent: Person, child: Person) -> None:
    """Raises `SamePerson`, `NotAPupil` or `NotAnAdult` for a relationship that can never be one."""
    if parent.pk == child.pk:
        raise SamePerson(_("You cannot be your own child. Choose another person."))
    if child.profile != Profile.PUPIL:
        raise NotAPupil(
            _("%(name)s is not a pupil. Only pupils can be connected as children.")
            % {"name": alone(child.full_name)}
        )
    if parent.profile == Profile.PUPIL:
        raise NotAnAdult(
            _("%(name)s is a pupil. Only adults can be connected as parents.")
            % {"name": alone(parent.full_name)}
        )


def here(*people: Person) -> None:
    """Raises `InTrash` for somebody who is in the trash."""
    for person in people:
        if person.state == PersonState.TRASHED:
            raise InTrash(
                _("%(name)s is in the trash. Restore this person first.")
                % {"name": alone(person.full_name)}
            )


def not_oneself(actor: Actor, parent: Person) -> None:
    """Raises `OwnFamily` for whoever would open a child's page to themselves."""
    if actor.person_id == parent.pk:
        raise OwnFamily(_("Somebody else has to decide what you yourself may see."))


def not_own_child(actor: Actor, child: Person) -> None:
    """Raises `OwnFamily` for whoever is or was connected with the child, in any way."""
    own = Relationship.objects.filter(parent=actor.person_id, child=child)
    if actor.person_id is not None and own.exists():
        raise OwnFamily(_("This is your own family. Ask a colleague."))


def reasoned(reason: str) -> str:
    """The reason without outer white space. Raises `ReasonMissing` for an empty one."""
    text = reason.strip()
    if not text:
        raise ReasonMissing(_("Give a reason; it is kept with the relationship."))
    return text[:2000]

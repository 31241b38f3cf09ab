"""What a block rests on and when somebody looks at it again: said with the block, or later (K15).

It belongs to the one block that stands: what was said of an earlier one of the same two people is
history. No day ends a block; a review date only asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families import second_person
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.families.refusals import BadDays, NotBlocked
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.local_date import date_of
from kinkeeper.people.models import Person
from kinkeeper.roster.text.isolate import alone
from kinkeeper.roster.vocabulary import BlockBasis

LONGEST = 200  # signs of a reference


@dataclass(frozen=True)
class Ground:
    """`reference` is the number of a file or an order; only who may lift the block reads it."""

    basis: str = BlockBasis.NOT_STATED
    reference: str = ""
    review_on: date | None = None

    @property
    def for_journal(self) -> dict[str, str]:
        """Without the reference, which is in no journal."""
        day = self.review_on.isoformat() if self.review_on else ""
        return {"block_basis": self.basis, "review": day}


UNSAID = Ground()


def give(actor: Actor, relationship: Relationship, ground: Ground) -> None:
    """Keeps it with the block that was just made."""
    if ground != UNSAID:
        _keep(actor, relationship, ground)


@act()
def review(
    actor: Actor, parent: Person, child: Person, ground: Ground, *, reason: str = ""
) -> Relationship:
    """The block stays, as somebody has looked at it again: it rests on this now, and is looked at
    again on this day, or never. A request to lift it is answered by this. Of two grounds that a
    merge left to one block the first is changed, and both bear the day. Raises `NotBlocked`,
    `BadDays`, `OwnFamily`."""
    relationships.not_oneself(actor, parent)
    relationship = blocked(parent, child)
    relationships.not_own_child(actor, child)
    possible(child, ground)
    _keep(actor, relationship, ground)
    second_person.refused(actor, relationship, reason)
    record(
        actor,
        "relationship.block-reviewed",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": reason.strip()[:2000], **ground.for_journal},
    )
    return relationship


def of(parent: Person | int, child: Person | int) -> list[BlockGround]:
    """Of the block that stands between these two, the first that was said first."""
    return list(_standing().filter(parent=parent, child=child))


def of_all(found: Sequence[Relationship]) -> dict[int, list[BlockGround]]:
    """Relationship -> the same, in one query."""
    pairs = {(each.parent_id, each.child_id): each.pk for each in found}
    grounds: dict[int, list[BlockGround]] = {number: [] for number in pairs.values()}
    parents, children = ([pair[end] for pair in pairs] for end in (0, 1))
    for ground in _standing().filter(parent__in=parents, child__in=children):
        number = pairs.get((ground.parent_id, ground.child_id))
        if number is not None:
            grounds[number].append(ground)
    return grounds


def blocked(parent: Person, child: Person) -> Relationship:
    """The blocked relationship, locked. Raises `NotBlocked`."""
    found = (
        Relationship.objects.select_for_update()
        .filter(parent=parent, child=child, state=RelationshipState.BLOCKED)
        .first()
    )
    if found is None:
        raise NotBlocked(
            _("%(parent)s and %(child)s are not blocked.")
            % {"parent": alone(parent.full_name), "child": alone(child.full_name)}
        )
    return found


def possible(child: Person, ground: Ground) -> None:
    """Raises `BadDays` for a review that would be due at once."""
    if ground.review_on is not None and ground.review_on <= date_of(child):
        raise BadDays(_("The review date must be in the future. Choose a later day."))


def _standing() -> QuerySet[BlockGround]:
    """Of every block that stands."""
    blocks = Relationship.objects.filter(
        parent=OuterRef("parent"),
        child=OuterRef("child"),
        since=OuterRef("block_since"),
        state=RelationshipState.BLOCKED,
    )
    return BlockGround.objects.filter(Exists(blocks)).order_by("pk")


def _keep(actor: Actor, relationship: Relationship, ground: Ground) -> None:
    before = of(relationship.parent_id, relationship.child_id)
    values = {
        "basis": ground.basis,
        "reference": ground.reference.strip()[:LONGEST],
        "made_at": Now(),
        "made_by": actor.person_id,
        "made_by_name": actor.name[:300],
    }
    if before:
        numbers = [each.pk for each in before]
        BlockGround.objects.filter(pk__in=numbers).update(review_on=ground.review_on)
        BlockGround.objects.filter(pk=before[0].pk).update(**values)
        return
    BlockGround.objects.create(
        parent_id=relationship.parent_id,
        child_id=relationship.child_id,
        block_since=relationship.since,
        of_parent=relationship.parent_id,
        of_child=relationship.child_id,
        review_on=ground.review_on,
        **values,
    )

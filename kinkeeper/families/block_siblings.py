"""Blocks a parent and a child, and the same for other children of the parent, in one act (K15)."""

from collections.abc import Collection

from kinkeeper.families import locked_relationship as relationships
from kinkeeper.families.block import block
from kinkeeper.families.block_grounds import UNSAID, Ground
from kinkeeper.families.disconnect import disconnect
from kinkeeper.families.models import Relationship
from kinkeeper.families.refusals import AlreadyBlocked
from kinkeeper.journal.actor import Actor
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person


@act()
def block_siblings(  # as `block`, and for whom else
    actor: Actor,
    parent: Person,
    child: Person,
    siblings: Collection[Person],
    *,
    reason: str,
    ground: Ground = UNSAID,
    connected: bool = False,
) -> list[Relationship]:
    """What was blocked, the child's first: all of it or nothing, each with its own line of the
    journal. A sibling who is blocked already is passed over, the child is not. `connected`: the
    two are, and are disconnected. Raises what `block` and `disconnect` raise."""
    first = disconnect if connected else block
    others = sorted((each for each in siblings if each.pk != child.pk), key=lambda each: each.pk)
    relationships.fit(parent, child)
    for each in sorted((child, *others), key=lambda each: each.pk):
        relationships.lock(parent, each)  # in one order, so that nobody waits in a ring
    made = [first(actor, parent, child, reason=reason, ground=ground)]
    for each in others:
        try:
            made.append(block(actor, parent, each, reason=reason, ground=ground))
        except AlreadyBlocked:
            continue
    return made

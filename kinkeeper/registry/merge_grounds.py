"""What blocks rest on, of two accounts that become one, and on the way back (K15, K27).

A block that goes on with the account that is kept brings its grounds along; where both were
blocked, the one block that is left has the grounds of both, and no request to lift it. The way back
gives each account its own, as they were said or reviewed since.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from kinkeeper.families import block_grounds, second_person
from kinkeeper.families.block_models import BlockGround
from kinkeeper.families.models import Relationship, RelationshipState
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import Moved
from kinkeeper.registry.merge_relationships import Side


def move(kept: Person, gone: Person, moved: Sequence[Moved]) -> None:
    """Both people are locked; `moved` are their relationships, as the merge left them."""
    side = Side.of(kept)
    for each in moved:
        if each.gone is not None and each.gone.state == RelationshipState.BLOCKED:
            theirs = BlockGround.objects.filter(
                **side.relationship(gone, each.other), block_since=each.gone.since
            )
            theirs.update(**{side.mine: kept}, block_since=each.now.since)
            if each.kept is not None and each.kept.state == RelationshipState.BLOCKED:
                ends = side.relationship(kept, each.other)
                second_person.forget(ends["parent_id"], ends["child_id"])


def move_back(kept: Person, gone: Person, accounts: Collection[int], merged_at: datetime) -> None:
    """Their relationships are parted again; `accounts` are the one that went and those that had
    been merged into it before, by internal ID."""
    side = Side.of(kept)
    blocks = Relationship.objects.filter(**{side.mine: gone}, state=RelationshipState.BLOCKED)
    for block in blocks:
        other = getattr(block, f"{side.theirs}_id")
        joined = BlockGround.objects.filter(**side.relationship(kept, other))
        theirs = joined.filter(**{f"of_{side.mine}__in": accounts})
        left = Relationship.objects.filter(
            **side.relationship(kept, other), state=RelationshipState.BLOCKED
        ).first()
        reviewed = theirs.filter(made_at__gt=merged_at).first()
        theirs.update(**{side.mine: gone}, block_since=block.since)
        if left is None:
            continue
        mine = block_grounds.of(left.parent_id, left.child_id)
        if (
            mine
            and left.since == block.since
            and not block_grounds.of(block.parent_id, block.child_id)
        ):
            _copy(side, gone, mine)  # they were blocked as one person
        if not mine and reviewed is not None and reviewed.review_on is not None:
            _asked_again(left, reviewed)


def _copy(side: Side, gone: Person, said: Sequence[BlockGround]) -> None:
    for each in said[:1]:
        each.pk = None
        setattr(each, side.mine, gone)
        setattr(each, f"of_{side.mine}", gone.pk)
        each.save(force_insert=True)


def _asked_again(left: Relationship, reviewed: BlockGround) -> None:
    """What was reviewed together is reviewed again of both, though only one had a ground."""
    BlockGround.objects.create(
        parent_id=left.parent_id,
        child_id=left.child_id,
        block_since=left.since,
        of_parent=left.parent_id,
        of_child=left.child_id,
        basis=block_grounds.UNSAID.basis,
        review_on=reviewed.review_on,
        made_by=reviewed.made_by,
        made_by_name=reviewed.made_by_name,
    )

"""Whose access goes on though the pupil is of age, of two accounts that become one (K18).

It was set for the person, so it goes on with the account that is kept, and goes back with the
other. What was ended for the joined person is ended for both.
"""

from collections.abc import Sequence
from datetime import datetime

from kinkeeper.families.consent_models import Continuation
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_relationships import Side


def move(kept: Person, gone: Person) -> list[int]:
    """The internal IDs of those that moved; where both have one, each keeps its own."""
    side = Side.of(kept)
    going_on = Continuation.objects.filter(ended_at=None)
    both = going_on.filter(**{side.mine: kept}).values(side.theirs)
    moves = going_on.filter(**{side.mine: gone}).exclude(**{f"{side.theirs}__in": both})
    moved = list(moves.values_list("pk", flat=True))
    Continuation.objects.filter(pk__in=moved).update(**{side.mine: kept})
    return moved


def back(kept: Person, gone: Person, moved: Sequence[int], merged_at: datetime) -> None:
    side = Side.of(kept)
    mine = Continuation.objects.filter(**{side.mine: kept})
    mine.filter(pk__in=moved).update(**{side.mine: gone})
    for ended in mine.filter(ended_at__gt=merged_at):
        theirs = Continuation.objects.filter(
            **side.relationship(gone, getattr(ended, f"{side.theirs}_id")), ended_at=None
        )
        theirs.update(
            ended_at=ended.ended_at, ended_by=ended.ended_by, ended_by_name=ended.ended_by_name
        )

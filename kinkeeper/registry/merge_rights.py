"""What may be seen of whom, of two accounts that become one, and on the way back (K16, K27).

What was said of either account goes on counting, each for itself, so the person sees what both saw:
nobody comes to see more by a merge. Where something was said of only one account, and the other is
connected, the school's default is said of that one. The way back gives each account what was said
of it. What a hand or a file has narrowed since holds for both accounts; what it has widened stays
with the account that was kept.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from kinkeeper.families.days import ALWAYS, Days
from kinkeeper.families.rights_models import RightsStatement
from kinkeeper.families.set_rights import copied, statement
from kinkeeper.families.stated_rights import MANUAL, MERGED
from kinkeeper.people.models import Person
from kinkeeper.registry.merge_record import Moved
from kinkeeper.registry.merge_relationships import Side
from kinkeeper.registry.unmerge_relationships import OPEN


def move(kept: Person, gone: Person, moved: Sequence[Moved]) -> None:
    """Both people are locked; `moved` are their relationships, as the merge found them."""
    side = Side.of(kept)
    made = []
    for each in moved:
        silent = [
            (person, relationship)
            for person, relationship in ((kept, each.kept), (gone, each.gone))
            if not _standing(side, person, each.other)
        ]
        if len(silent) == 1:
            person, relationship = silent[0]
            if relationship is not None and relationship.state in OPEN:
                made.append(_unsaid(side, kept, person, each.other))
    RightsStatement.objects.bulk_create(made)
    RightsStatement.objects.filter(**{side.mine: gone}).update(**{side.mine: kept})


@dataclass(frozen=True)
class Back:
    """The way back of what is said of the account that went; `accounts` are that one and those that
    had been merged into it before, by internal ID."""

    kept: Person
    gone: Person
    accounts: Collection[int]
    merged_at: datetime

    def move(self, moved: Sequence[Moved]) -> None:
        """Both people are locked; `moved` are their relationships, as the merge found them."""
        side = Side.of(self.kept)
        theirs = {f"of_{side.mine}__in": self.accounts}
        RightsStatement.objects.filter(**{side.mine: self.kept}, **theirs).update(
            **{side.mine: self.gone}
        )
        made = []
        for each in moved:
            if each.gone is not None:
                made += self._held_since(side, each.other)
                made += self._filed_since(side, each.other)
        RightsStatement.objects.bulk_create(made)

    def _held_since(self, side: Side, other: int) -> list[RightsStatement]:
        """What the account that went bears besides, because of what a hand did since."""
        by_hand = RightsStatement.objects.filter(source__in=[MANUAL, MERGED])
        mine = by_hand.filter(**side.relationship(self.gone, other))
        now = mine.filter(ended_at=None)
        before = mine.filter(made_at__lte=self.merged_at)
        # as it was, beside what a hand has said since
        replaced = [self._again(each) for each in before.filter(ended_at__gt=self.merged_at)]
        theirs = by_hand.filter(
            source=MANUAL,
            **side.relationship(self.kept, other),
            **{f"of_{side.mine}": self.kept.pk},
            ended_at=None,
        )
        if now.exists() or not theirs.filter(made_at__gt=self.merged_at).exists():
            return replaced
        default = self._unsaid(side, other, ALWAYS)
        default.source = MERGED
        said = [
            self._of_gone(side, each)
            if each.made_at > self.merged_at
            else self._unsaid(side, other, each.days)
            for each in theirs
        ]
        return [*(replaced or [default]), *said]

    def _filed_since(self, side: Side, other: int) -> list[RightsStatement]:
        """What the account that went bears besides, because of what files said since of the one
        that was kept: a row of either was a row of both."""
        by_file = RightsStatement.objects.filter(source__startswith="import:", ended_at=None)
        mine = by_file.filter(**side.relationship(self.gone, other))
        theirs = by_file.filter(
            **side.relationship(self.kept, other),
            **{f"of_{side.mine}": self.kept.pk},
            made_at__gt=self.merged_at,
        ).exclude(source__in=mine.values("source"))
        said = [self._of_gone(side, each) for each in theirs]
        if said and not _standing(side, self.gone, other):
            default = self._unsaid(side, other, ALWAYS)
            default.source = MERGED
            said.append(default)
        return said

    def _unsaid(self, side: Side, other: int, days: Days) -> RightsStatement:
        return copied(_unsaid(side, self.gone, self.gone, other), days)

    def _again(self, each: RightsStatement) -> RightsStatement:
        again = copied(each, each.days)
        again.source = MERGED
        again.ended_at, again.ended_by, again.ended_by_name = None, None, ""
        return again

    def _of_gone(self, side: Side, each: RightsStatement) -> RightsStatement:
        found = copied(each, each.days)
        setattr(found, f"{side.mine}_id", self.gone.pk)
        setattr(found, f"of_{side.mine}", self.gone.pk)
        return found


def _standing(side: Side, person: Person, other: int) -> bool:
    found = RightsStatement.objects.filter(**side.relationship(person, other), ended_at=None)
    return found.exists()


def _unsaid(side: Side, holder: Person, of: Person, other: int) -> RightsStatement:
    """The school's default, said of one account and borne by another."""
    ends = side.relationship(holder, other)
    said_of = side.relationship(of, other)
    return statement(ends["parent_id"], ends["child_id"], said_of["parent_id"], said_of["child_id"])

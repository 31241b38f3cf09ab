"""What the school wrote and a parent has not read, by the rights of the moment (K17)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from kinkeeper.messaging import read_marks, school_says, who_may
from kinkeeper.messaging.models import Conversation, Sort


@dataclass(frozen=True)
class Unread:
    """`last`: the internal ID of the last message that the parent has not read."""

    conversation: Conversation
    last: int


def of_parent(parent: int, since: datetime) -> Iterator[Unread]:
    """Those in which the school wrote something since then, and the parent reads messages now."""
    found = Conversation.objects.filter(
        read_marks.unread(parent, by_parent=False), parent=parent, last_at__gt=since
    ).select_related("school", "parent", "child")
    for each in found:
        said = each.messages.filter(
            from_parent=False, sort=Sort.TEXT, withdrawn_at=None, made_at__gt=since
        )
        last = said.aggregate(last=Max("pk"))["last"]
        on = school_says.at(each.school.path).is_on
        if last is not None and on and who_may.reads(each.parent, each.child):
            yield Unread(each, last)

"""Up to where somebody has read: for that reader alone, and without a time."""

from django.db.models import Exists, OuterRef

from kinkeeper.lib.asking import act
from kinkeeper.messaging.models import Conversation, Message, ReadMark
from kinkeeper.people.models import Person


@act()
def read(reader: Person, conversation: Conversation, up_to: int) -> None:
    """`up_to`: the last message that the reader was shown."""
    mine = ReadMark.objects.filter(conversation=conversation, reader=reader)
    if mine.filter(up_to__gte=up_to).exists():
        return
    if not mine.update(up_to=up_to):
        ReadMark.objects.create(conversation=conversation, reader=reader, up_to=up_to)


def unread(reader: Person | int | None, *, by_parent: bool) -> Exists:
    """A condition on conversations: the other side has written what this reader has not read.
    `by_parent`: the other side is the parent."""
    marks = ReadMark.objects.filter(reader=reader, conversation=OuterRef("conversation"))
    said = Message.objects.filter(conversation=OuterRef("pk"), from_parent=by_parent)
    return Exists(said.exclude(Exists(marks.filter(up_to__gte=OuterRef("pk")))))

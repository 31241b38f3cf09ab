"""What the school does with a conversation: hands it over, closes it, withdraws what it wrote."""

from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging.models import Conversation, Message, Sort


@act()
def hand_over(actor: Actor, conversation: Conversation) -> None:
    """The office has to answer from now on; whoever was in it stays."""
    if _change(conversation, {"with_office": False}, with_office=True):
        _note(actor, conversation, Sort.HANDED_OVER)


@act()
def close(actor: Actor, conversation: Conversation) -> None:
    """The parent can read it, and not answer any more."""
    closed = {"closed_by": actor.person_id, "closed_by_name": actor.name[:300]}
    if _change(conversation, {"closed_at": None}, closed_at=Now(), **closed):
        _note(actor, conversation, Sort.CLOSED)


@act()
def reopen(actor: Actor, conversation: Conversation) -> None:
    opened = {"closed_at": None, "closed_by": None, "closed_by_name": ""}
    if _change(conversation, {"closed_at__isnull": False}, **opened):
        _note(actor, conversation, Sort.REOPENED)


@act()
def withdraw(
    actor: Actor, conversation: Conversation, message: Message, *, by_office: bool
) -> None:
    """The parent is told that something was withdrawn, and sees no more of what it was; at the
    school it stays, for whoever has to find out what was sent. The office withdraws whatever the
    school wrote: who sent it to the wrong parent may have gone home. Raises `Refusal` for what
    another one wrote."""
    mine = Message.objects.filter(
        pk=message.pk, conversation=conversation, sort=Sort.TEXT, from_parent=False
    )
    if not by_office:
        mine = mine.filter(written_by=actor.person_id, written_by__isnull=False)
    if not mine.exists():
        sentence = _("You can withdraw what you wrote yourself. Ask the school office.")
        raise Refusal("not-own", sentence)
    if mine.filter(withdrawn_at=None).update(withdrawn_at=Now()):
        _note(actor, conversation, Sort.WITHDREW)


def _change(conversation: Conversation, where: dict[str, Any], **values: Any) -> int:
    """How many rows; none where somebody was faster."""
    return Conversation.objects.filter(pk=conversation.pk, **where).update(**values)


ACTIONS = {
    Sort.HANDED_OVER: "message.handed-over",
    Sort.CLOSED: "message.closed",
    Sort.REOPENED: "message.reopened",
    Sort.WITHDREW: "message.withdrawn",
}


def _note(actor: Actor, conversation: Conversation, sort: Sort) -> None:
    Message.objects.create(
        conversation=conversation,
        sort=sort,
        written_by=actor.person_id,
        written_by_name=actor.name[:300],
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_at=Now())
    about = {"conversation": conversation.pk}
    record(actor, ACTIONS[sort], child_id=conversation.child_id, data=about)

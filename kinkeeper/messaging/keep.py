"""What the school does with a conversation: hands it over, closes it, withdraws what it wrote, from
one parent or from all of a class."""

from collections.abc import Collection
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib import db
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.messaging.models import Conversation, Message, Sending, Sort
from kinkeeper.messaging.write import tell

# What a conversation is about was said by whoever began it. Where that was the school, and nothing
# that the school wrote is left, it goes to the first message: the wall shows that to no parent.
WITHDRAW_SUBJECT = """
WITH gone AS (
    SELECT about.id, about.subject, (
        SELECT said.id FROM messaging_message said
        WHERE said.conversation_id = about.id AND said.sort = 'text' ORDER BY said.id LIMIT 1) first
    FROM messaging_conversation about
    WHERE about.id = ANY (%(about)s) AND about.subject <> '' AND NOT EXISTS (
        SELECT FROM messaging_message said
        WHERE said.conversation_id = about.id AND said.sort = 'text' AND NOT said.from_parent
          AND said.withdrawn_at IS NULL)
), moved AS (
    UPDATE messaging_message said SET withdrawn_subject = gone.subject
    FROM gone WHERE said.id = gone.first AND NOT said.from_parent RETURNING said.conversation_id
)
UPDATE messaging_conversation about SET subject = ''
FROM moved WHERE about.id = moved.conversation_id
"""


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
    Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    mine = Message.objects.filter(
        pk=message.pk, conversation=conversation, sort=Sort.TEXT, from_parent=False
    )
    if not by_office:
        mine = mine.filter(written_by=actor.person_id, written_by__isnull=False)
    if not mine.exists():
        sentence = _("You can withdraw what you wrote yourself. Ask the school office.")
        raise Refusal("not-own", sentence)
    if mine.filter(withdrawn_at=None).update(withdrawn_at=Now()):
        _withdraw_subject([conversation.pk])
        _note(actor, conversation, Sort.WITHDREW)


@act()
def withdraw_from_class(actor: Actor, sending: Sending) -> int:
    """From how many parents: from all to whom it went and who still had it, whoever of them may be
    seen by whom today. Whoever calls has looked up the sending within reach."""
    there = Conversation.objects.filter(messages__sending=sending).values("pk")
    locked = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=there)
    list(locked.order_by("pk"))  # two who press at once, or one who answers: one after the other
    sent = Message.objects.filter(sending=sending, withdrawn_at=None)
    about = list(sent.values_list("conversation", flat=True))
    if not about:
        return 0
    sent.update(withdrawn_at=Now())
    _withdraw_subject(about)
    by = {"written_by": actor.person_id, "written_by_name": actor.name[:300]}
    Message.objects.bulk_create(
        Message(conversation_id=each, sort=Sort.WITHDREW, **by) for each in about
    )
    Conversation.objects.filter(pk__in=about).update(last_at=Now())
    told = {"conversations": len(about), "class": sending.place.name}
    record(actor, "message.withdrawn-from-class", organisation_id=sending.place_id, data=told)
    return len(about)


def _withdraw_subject(about: Collection[int]) -> None:
    db.run(WITHDRAW_SUBJECT, {"about": list(about)})


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
    tell(actor, ACTIONS[sort], conversation)

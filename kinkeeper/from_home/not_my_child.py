"""A parent says: this is not my child (LNK-13, R-056). It is hidden from the parent at once, and
the child's school is asked, and the register of breaches has a draft."""

from django.utils.translation import gettext as _

from kinkeeper.breaches.keep import draft
from kinkeeper.families.block import block
from kinkeeper.families.models import Question, QuestionKind, Relationship
from kinkeeper.families.visibility import lets_see
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.lib.refusal import Refusal
from kinkeeper.people.models import Person

LONGEST = 500


@act()
def say_not_mine(actor: Actor, parent: Person, child: Person, words: str) -> Relationship:
    """The relationship, blocked, so that no file connects the two again before somebody has looked.
    `words` are the parent's own. What the school has to know of a possible breach is kept with the
    question: since when the parent saw the child, and who had connected them. Raises `Refusal`
    without words, and where the parent does not see the child."""
    said = words.strip()[:LONGEST]
    if not said:
        raise Refusal("words-missing", _("Write to the school what is wrong."), "words")
    # Locked, so that of two at once the second sees what the first has done.
    locked = Relationship.objects.select_for_update()
    before = locked.filter(lets_see(), parent=parent, child=child).first()
    if before is None:
        raise Refusal("not-connected", _("You no longer see this child here."))
    since, sources = before.since, before.sources
    blocked = block(actor, parent, child, reason=said)
    blocked.refresh_from_db()
    Question.objects.create(
        kind=QuestionKind.HELD_BACK,
        parent=parent,
        child=child,
        block_since=blocked.since,
        detail={"not_mine": {"since": since.isoformat(), "sources": sources}},
    )
    draft(actor, parent.pk, child.pk)
    record(
        actor,
        "relationship.disputed",
        person_id=parent.pk,
        child_id=child.pk,
        data={"reason": said, "since": since.date().isoformat()},
    )
    return blocked

"""Whether two people must agree to lift a block, and what the first of them has asked for (K27).

The request is a question about the one block that stands: a block that is set later is another.
"""

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kinkeeper.families.decided_proposals import given
from kinkeeper.families.models import (
    Answer,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.refusals import SecondNeeded
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import whole_site
from kinkeeper.organisations.lifting_blocks import TWO, said_of
from kinkeeper.people.models import STAFF, Merge, Person, PersonState
from kinkeeper.people.shown_names import Named
from kinkeeper.roster.text.isolate import alone


@whole_site()
def needed(child: Person | int) -> bool:
    """Where one of the child's organisations, or one above it, says so."""
    number = child if isinstance(child, int) else child.pk
    return TWO in said_of(number)


def agreed(actor: Actor, relationship: Relationship, why: str) -> bool:
    """Whether somebody else has asked for it before; else this is the asking, and the block stands.
    The relationship is locked. Raises `SecondNeeded` for who has asked, and for nobody in
    particular: of two acts of the command line no one knows whose they are."""
    if actor.person_id is None:
        raise SecondNeeded(
            _("Two people must agree to lift this block. Use --as to say who you are.")
        )
    for asked in requests(relationship):
        if is_same(asked.detail["asked_by"], actor.person_id):
            raise SecondNeeded(_("You have asked for this already. Someone else must confirm it."))
        if _works(asked.detail["asked_by"]):
            return True
        asked.delete()  # whoever asked no longer works here
    Question.objects.create(
        kind=QuestionKind.BLOCK_LIFT,
        parent_id=relationship.parent_id,
        child_id=relationship.child_id,
        block_since=relationship.since,
        detail={"asked_by": actor.person_id, "asked_by_name": actor.name[:300], "reason": why},
    )
    record(
        actor,
        "relationship.lift-asked",
        person_id=relationship.parent_id,
        child_id=relationship.child_id,
        data={"reason": why},
    )
    return False


def requests(relationship: Relationship) -> QuerySet[Question]:
    """Open ones about the block that stands; one at most."""
    return Question.objects.filter(
        kind=QuestionKind.BLOCK_LIFT,
        parent=relationship.parent_id,
        child=relationship.child_id,
        block_since=relationship.since,
        answer=Answer.OPEN,
    )


def refused(actor: Actor, relationship: Relationship, reason: str) -> None:
    """The block was looked at again, and stays."""
    requests(relationship).update(**given(actor, Answer.KEPT, reason))


def forget(parent: int, child: int) -> None:
    """What was asked of a block that is no longer the same: a merge brought another one into it."""
    Question.objects.filter(
        kind=QuestionKind.BLOCK_LIFT, parent=parent, child=child, answer=Answer.OPEN
    ).delete()


def same(asked: Question, actor: Actor) -> bool:
    """Whether the actor is who has asked."""
    return actor.person_id is not None and is_same(asked.detail["asked_by"], actor.person_id)


def sentences(relationship: Relationship, named: Named) -> list[str]:
    """Who has asked to lift the block, and what is still missing."""
    if relationship.state != RelationshipState.BLOCKED:
        return []
    return [in_words(asked, named) for asked in requests(relationship)]


def in_words(asked: Question, named: Named) -> str:
    return _(
        "%(who)s asked on %(day)s to lift the block: “%(why)s” Until someone else confirms it, "
        "the block stands."
    ) % {
        "who": named(asked.detail["asked_by"], asked.detail["asked_by_name"]),
        "day": date_format(localtime(asked.asked_at), "DATE_FORMAT"),
        "why": alone(asked.detail["reason"]),
    }


def is_same(one: int, other: int) -> bool:
    """One person, also by an account that was merged into the other's."""
    return _kept(one) == _kept(other)


def _kept(number: int) -> int:
    found = Merge.objects.filter(gone=number).values_list("leads_to_id", flat=True).first()
    return number if found is None else found


def _works(number: int) -> bool:
    people = Person.objects.filter(pk=_kept(number), state=PersonState.ACTIVE)
    return people.filter(profile__in=STAFF).exists()

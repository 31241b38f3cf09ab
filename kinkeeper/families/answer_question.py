"""Answers what an import left for a person to decide, and asks again."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kinkeeper.families import pending_relationships
from kinkeeper.families.connect import connect, restricted
from kinkeeper.families.decided_proposals import given
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    Question,
    QuestionKind,
    Relationship,
    RelationshipKind,
    RelationshipState,
)
from kinkeeper.families.refusals import NotAsked, NotPending, Restricted
from kinkeeper.journal.actor import Actor
from kinkeeper.journal.record import record
from kinkeeper.lib.asking import act
from kinkeeper.people.models import Person
from kinkeeper.roster.records.cells import Unread, Where, event_day
from kinkeeper.roster.text.isolate import alone

OF_A_PENDING = (QuestionKind.LIKELY_KEY, QuestionKind.TRASHED_CHILD)
OF_A_NAME = (QuestionKind.OTHER_PERSON, QuestionKind.KEY_LED_ELSEWHERE)
OF_A_KEY = (*OF_A_PENDING, QuestionKind.WRONG_KEY)


@act()
def keep(actor: Actor, question: Question, *, reason: str = "") -> Question:
    """Leaves everything as it is: the block holds, the pending relationship waits, the rows are
    left out. Raises `NotAsked` when it was answered meanwhile."""
    return _answer(actor, question, Answer.KEPT, reason)


@act()
def same(actor: Actor, question: Question, *, reason: str = "", together: bool = False) -> Question:
    """The file means who is here (K32): its next import takes the name over, as it takes others.
    Raises `NotAsked`."""
    return _who(actor, question, Answer.SAME, reason, together=together)


@act()
def other(
    actor: Actor, question: Question, *, reason: str = "", together: bool = False
) -> Question:
    """The file means somebody else (K32): rows that say so are left out. Raises `NotAsked`."""
    return _who(actor, question, Answer.OTHER, reason, together=together)


@act()
def moved(actor: Actor, question: Question, *, reason: str) -> Question:
    """Writes down that the key moves (K34); `registry.former_keys` moves it. Raises `NotAsked`."""
    if question.kind != QuestionKind.KEY_LED_ELSEWHERE:
        raise NotAsked(_("This is not a question about a pupil’s former key."))
    return _answer(actor, question, Answer.MOVED, reason)


@act()
def read_as(actor: Actor, question: Question, said: str, *, reason: str = "") -> Question:
    """How a cell of a record is to be read: the next file of the series that has the same row is
    read so. Raises `NotAsked`."""
    if question.kind != QuestionKind.UNCLEAR_CELL:
        raise NotAsked(_("This is not a question about what a file says."))
    asked, said = question.detail, said.strip()
    if said not in asked["ways"] and (asked["ways"] or not _is_day(said)):
        raise NotAsked(_("Choose one of the ways to read it, or write a day as 2026-09-14."))
    question.detail |= {"said": said}
    return _answer(actor, question, Answer.READ, reason)


def _is_day(said: str) -> bool:
    """Cells that are asked about when they are empty are days (`kind.Column`)."""
    return not isinstance(event_day(said, Where("UTC")), Unread)


def _who(
    actor: Actor, question: Question, answer: Answer, reason: str, *, together: bool
) -> Question:
    """`together`: with others of its kind (`alike`), which makes no example for more."""
    if question.kind != QuestionKind.OTHER_PERSON:
        raise NotAsked(_("This is not a question about who is meant."))
    question.detail |= {"together": together}
    return _answer(actor, question, answer, reason)


@act()
def give_up(actor: Actor, question: Question, pendings: Sequence[PendingRelationship]) -> Question:
    """Cancels the pending relationships that the question is about. Raises `NotAsked`,
    `NotPending`."""
    if question.kind not in OF_A_PENDING or not pendings:
        raise NotPending(
            _("This is no longer pending: it was connected or cancelled in the meantime.")
        )
    answered = _answer(actor, question, Answer.CANCELLED, "", pendings)
    for pending in pendings:
        pending_relationships.cancel(actor, pending)
    return answered


@act()
def connect_instead(
    actor: Actor,
    question: Question,
    child: Person,
    pendings: Sequence[PendingRelationship],
    *,
    kind: str = RelationshipKind.UNSPECIFIED,
    reason: str = "",
) -> Relationship:
    """Connects the parent with whom the key meant, and ends the waits for it. What a file withheld
    needs a reason here, too (K26, K27). Raises `NotAsked` and what `connect` raises."""
    if question.kind not in OF_A_KEY or question.parent is None:
        raise NotAsked(_("This is not a question about a child’s key."))
    if question.kind in OF_A_PENDING and not pendings:
        raise NotPending(
            _("This is no longer pending: it was connected or cancelled in the meantime.")
        )
    _may_be_granted(question.parent, child, pendings, reason.strip())
    relationship = Relationship.objects.filter(parent=question.parent, child=child).first()
    if relationship is not None and relationship.state == RelationshipState.PROPOSED:
        raise NotAsked(
            _("%(parent)s has already been proposed for %(child)s. Decide that question first.")
            % {"parent": alone(question.parent.full_name), "child": alone(child.full_name)}
        )
    connected = relationship is not None and relationship.state == RelationshipState.ACTIVE
    question.detail |= {
        "sources_before": relationship.sources if relationship and connected else None
    }
    question.child = child
    _answer(actor, question, Answer.CONNECTED, reason, pendings)
    said = next((each.kind for each in pendings if each.kind != RelationshipKind.UNSPECIFIED), kind)
    made = connect(
        actor,
        question.parent,
        child,
        kind=kind if kind != RelationshipKind.UNSPECIFIED else said,
        reason=reason,
        awaited=bool(pendings),
    )
    for pending in pendings:
        pending_relationships.state_rights(pending, child)
        pending_relationships.cancel(actor, pending)
    return made


def withheld(pendings: Sequence[PendingRelationship]) -> str | None:
    """What the file says against it; None where it says nothing."""
    notes = [each.note or "unknown" for each in pendings if not each.granted]
    return " · ".join(dict.fromkeys(notes)) if notes else None


def _may_be_granted(
    parent: Person, child: Person, pendings: Sequence[PendingRelationship], reason: str
) -> None:
    note = withheld(pendings)
    if note is None or reason:
        return
    words = Relationship(reason=note)
    raise Restricted(
        _(
            "The file names a restriction of %(parent)s: “%(note)s” Say why %(parent)s and "
            "%(child)s may be connected anyway."
        )
        % {"parent": alone(parent.full_name), "child": alone(child.full_name), "note": note}
        if restricted(words)
        else _("The file does not say that %(parent)s may see the child. Say why it is right.")
        % {"parent": alone(parent.full_name)}
    )


def _answer(
    actor: Actor,
    question: Question,
    answer: Answer,
    reason: str,
    pendings: Sequence[PendingRelationship] = (),
) -> Question:
    """Only one answer is given, however many people answer at once; it is that of the question's
    twins, too, which would else be answered otherwise by whoever saw them."""
    question.detail |= {"waits": [pending.pk for pending in pendings]}
    twins = [each for each in _twins(question) if each.pk != question.pk]
    columns = given(actor, answer, reason)
    done = Question.objects.filter(pk=question.pk, answer=Answer.OPEN).update(
        child=question.child, detail=question.detail, **columns
    )
    if not done:
        raise NotAsked(_("Someone has decided this in the meantime. Look under Decided."))
    question.refresh_from_db()
    _told(actor, question)
    for twin in twins:  # at one time: what is asked again together is told by it
        Question.objects.filter(pk=twin.pk).update(
            **columns | {"answered_at": question.answered_at}
        )
        twin.refresh_from_db()
        _told(actor, twin)
    return question


def _twins(question: Question) -> list[Question]:
    """What is asked of the same person because of the same name, by imports of another reach or
    another series; the question itself among them. Whoever reaches the person decides for all.
    They are locked in one order, so that nobody who answers another of them waits in a ring."""
    if question.kind not in OF_A_NAME:
        return []
    same = Question.objects.filter(
        kind=question.kind, parent=question.parent_id, mark=question.mark, answer=Answer.OPEN
    )
    return list(same.select_for_update().order_by("pk"))


def _told(actor: Actor, question: Question) -> None:
    record(
        actor,
        f"question.{question.answer}",
        person_id=question.parent_id,
        child_id=question.child_id,
        import_id=question.latest_import,
        data={"kind": question.kind, "value": question.value, "reason": question.reason},
    )

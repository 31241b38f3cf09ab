"""What waits for this viewer to decide: what imports left, and blocks to review; and what was
decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.rules import Verb, may
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.answer_question import OF_A_NAME, OF_A_PENDING
from kinkeeper.families.models import (
    Answer,
    PendingRelationship,
    PendingState,
    Question,
    QuestionKind,
    Relationship,
    RelationshipState,
)
from kinkeeper.families.release import concerned
from kinkeeper.intake.models import Import, ImportState
from kinkeeper.lib import db
from kinkeeper.people.models import FormerKey, PersonState
from kinkeeper.readings import block_grounds, changeable_relationships, looks
from kinkeeper.readings.paging import PAGE, Page, Place, after, few, words_of
from kinkeeper.readings.questions import (
    BLOCKS,
    QUESTIONS,
    RELATIONSHIPS,
    Asked,
    imports_of,
    of_block,
    of_question,
    of_relationship,
    with_more,
)

# Proposals, questions, and blocks to review.
type Waiting = tuple[QuerySet[Relationship], QuerySet[Question], QuerySet[Relationship]]


KINDS = "SELECT DISTINCT kind FROM families_question WHERE answer = ''"


@dataclass(frozen=True)
class Wanted:
    """What the list shows; a blank part filters nothing."""

    kind: str = ""
    words: str = ""
    roster_import: int | None = None
    here: Place | None = None


def proposals(viewer: Viewer) -> QuerySet[Relationship]:
    """K26. Whoever is in the trash rests, and so does what is asked about them."""
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return Relationship.objects.none()
    found = changeable_relationships.proposed(viewer)
    return found.exclude(parent__state=PersonState.TRASHED).exclude(
        child__state=PersonState.TRASHED
    )


def questions(viewer: Viewer) -> QuerySet[Question]:
    """Open ones that still are questions: a block that was lifted, a pending relationship that
    ended, a former key that a hand moved, is none."""
    blocked = Relationship.objects.filter(
        parent=OuterRef("parent"), child=OuterRef("child"), since=OuterRef("block_since")
    )
    of_a_block = [QuestionKind.HELD_BACK, QuestionKind.BLOCK_LIFT]
    holds = Q(Exists(blocked.filter(state=RelationshipState.BLOCKED)), kind__in=of_a_block)
    holds &= ~Q(child__state=PersonState.TRASHED)
    pendings = Q(Exists(_pendings().filter(reach=OuterRef("reach"))))
    pendings = (pendings | Q(Exists(_pendings().filter(reach=None)), reach=None)) & Q(
        kind__in=OF_A_PENDING
    )
    former = FormerKey.objects.filter(sync_key=OuterRef("folded"))
    led = Q(Exists(former.filter(person=OuterRef("parent"))))
    led |= Q(Exists(former.filter(person__merged__leads_to=OuterRef("parent"))))
    leads = led & Q(kind=QuestionKind.KEY_LED_ELSEWHERE)
    rest = Q(
        kind__in=[QuestionKind.WRONG_KEY, QuestionKind.ROWS_DISAGREE, QuestionKind.OTHER_PERSON]
    )
    rest |= Q(kind=QuestionKind.RELEASE, pk__in=concerned(viewer.reach).values("question"))
    found = _of_others(viewer).filter(answer=Answer.OPEN)
    found = found.filter(holds | pendings | leads | rest)
    return found.filter(Q(parent=None) | ~Q(parent__state=PersonState.TRASHED))


def decided(viewer: Viewer) -> QuerySet[Question]:
    return _of_others(viewer).exclude(answer__in=[Answer.OPEN, Answer.SETTLED])


def _of_others(viewer: Viewer) -> QuerySet[Question]:
    """Without those about other adults of an own child (K19): a colleague answers them."""
    return scopes.questions(viewer).exclude(parent__in=viewer.family.adults)


def count(viewer: Viewer) -> int:
    """Each of the three counted to a hundred, however many there are. Of what waits nowhere in the
    site nothing is counted: every page of an office asks, and most often there is nothing."""
    [there] = db.rows("SELECT proposals, questions, reviews FROM wall.waits()")
    ways = (proposals, questions, block_grounds.to_review)
    return sum(few(way(viewer)) for way, any_waits in zip(ways, there, strict=True) if any_waits)


def counts(viewer: Viewer, kinds: Collection[str], wanted: Wanted) -> dict[str, int]:
    """Kind (blank: all) -> how many match the words and the import, each counted to a hundred. Of a
    kind of which no question is open nothing is counted: most days there are one or two."""
    found = _of(viewer, replace(wanted, kind=""))
    there = {"", QuestionKind.PROPOSED, QuestionKind.BLOCK_REVIEW, *db.column(KINDS)}
    return {
        kind: sum(few(rows) for rows in _of_kind(kind, found)) if kind in there else 0
        for kind in kinds
    }


def planned(viewer: Viewer) -> int:
    """Plans that wait for a person to look."""
    return few(scopes.imports(viewer).filter(state=ImportState.PLANNED))


def page(viewer: Viewer, wanted: Wanted) -> Page[Asked]:
    """The oldest first; a dozen queries however many there are."""
    proposed, asked, to_review = _of(viewer, wanted)
    due = block_grounds.DUE
    found = (
        [
            of_relationship(relationship)
            for relationship in after(proposed, "since", wanted.here, stream=RELATIONSHIPS)[
                : PAGE + 1
            ]
        ]
        + [
            of_question(each)
            for each in after(asked, "asked_at", wanted.here, stream=QUESTIONS)[: PAGE + 1]
        ]
        + [
            of_block(relationship)
            for relationship in after(to_review, due, wanted.here, stream=BLOCKS)[: PAGE + 1]
        ]
    )
    found.sort(key=lambda each: (each.since, each.place.stream, each.number))
    shown = found[:PAGE]
    return Page(with_more(viewer, shown), str(shown[-1].place) if len(found) > PAGE else "")


def answers(
    viewer: Viewer, words: str = "", here: Place | None = None
) -> tuple[Page[Question], dict[int, Import]]:
    """The latest first; and the imports that the viewer may see by number."""
    rows = _naming(decided(viewer), words)
    found = list(after(rows, "answered_at", here, newest=True)[: PAGE + 1])
    shown = found[:PAGE]
    looks.shows(viewer, *(p for each in shown for p in (each.parent, each.child)))
    last = shown[-1] if len(found) > PAGE else None
    place = str(Place(last.answered_at, 0, last.pk)) if last and last.answered_at else ""
    return Page(shown, place), imports_of(viewer, [each.latest_import for each in shown])


def one(viewer: Viewer, question: Question) -> Asked:
    [asked] = with_more(viewer, [of_question(question)])
    return asked


def pendings_of(viewer: Viewer, question: Question) -> list[PendingRelationship]:
    """The pending relationships within reach that the question is about, still waiting."""
    if question.kind not in OF_A_PENDING:
        return []
    return list(
        scopes.pending(viewer).filter(
            parent=question.parent_id,
            match=question.match,
            folded=question.folded,
            state=PendingState.WAITING,
        )
    )


def is_of_own_family(viewer: Viewer, question: Question) -> bool:
    """Whether somebody else has to answer it (`access.own_family`)."""
    family = viewer.family
    if question.kind == QuestionKind.RELEASE:
        parts = question.parts.values_list("person_id", "child_id")
        return any(family.has_account(person, child) for person, child in parts)
    if question.kind in OF_A_NAME:
        return family.has_account(question.parent_id)
    return family.has_relationship(question.parent_id, question.child_id)


def _of(viewer: Viewer, wanted: Wanted) -> Waiting:
    everything = proposals(viewer), questions(viewer), block_grounds.to_review(viewer)
    proposed, asked, to_review = _of_kind(wanted.kind, everything)
    if wanted.roster_import is not None:
        visible = scopes.imports(viewer).filter(pk=wanted.roster_import).exists()
        proposed = proposed.filter(sources__contains=[f"import:{wanted.roster_import}"])
        asked = asked.filter(imports__contains=[wanted.roster_import])
        to_review = to_review.none()
        if not visible:
            return proposed.none(), asked.none(), to_review
    return (
        changeable_relationships.naming(proposed, wanted.words),
        _naming(asked, wanted.words),
        changeable_relationships.naming(to_review, wanted.words),
    )


def _of_kind(kind: str, found: Waiting) -> Waiting:
    """Those of one kind; blank: all."""
    if not kind:
        return found
    proposed, asked, to_review = found
    if kind == QuestionKind.BLOCK_REVIEW:
        return proposed.none(), asked.none(), to_review
    asked, to_review = asked.filter(kind=kind), to_review.none()
    return proposed if kind == QuestionKind.PROPOSED else proposed.none(), asked, to_review


def _naming(asked: QuerySet[Question], words: str) -> QuerySet[Question]:
    for word in words_of(words):
        asked = asked.filter(
            Q(value__icontains=word)
            | changeable_relationships.named("parent", word)
            | changeable_relationships.named("child", word)
        )
    return asked


def _pendings() -> QuerySet[PendingRelationship]:
    """Correlated to a question: those who wait for its key."""
    return PendingRelationship.objects.filter(
        parent=OuterRef("parent"),
        match=OuterRef("match"),
        folded=OuterRef("folded"),
        state=PendingState.WAITING,
    )

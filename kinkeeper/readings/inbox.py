"""What waits for this viewer to decide: what imports left, and blocks to review; and what was
decided. `inbox_list` puts it in one list."""

from collections.abc import Callable, Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import IsNull

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
from kinkeeper.people.models import FormerKey, PersonState
from kinkeeper.readings import block_grounds, changeable_relationships, looks
from kinkeeper.readings.paging import PAGE, Page, Place, after, few, words_of
from kinkeeper.readings.questions import (
    Asked,
    imports_of,
    of_question,
    with_more,
)
from kinkeeper.readings.what_waits import there


def proposals(viewer: Viewer) -> QuerySet[Relationship]:
    """K26. Whoever is in the trash rests, and so does what is asked about them."""
    if not may(viewer, Verb.RELATIONSHIPS_CHANGE):
        return Relationship.objects.none()
    found = changeable_relationships.proposed(viewer)
    return found.exclude(parent__state=PersonState.TRASHED).exclude(
        child__state=PersonState.TRASHED
    )


def questions(
    viewer: Viewer, kinds: Collection[str] = frozenset(QuestionKind.values)
) -> QuerySet[Question]:
    """Open ones of these kinds that still are questions: a block that was lifted, a pending
    relationship that ended, a former key that a hand moved, is none. Whoever knows which kinds are
    open says so: each costs the database a look at tables of its own."""
    still = Q(pk__in=[])
    for of_kinds, condition in STILL:
        asked = [kind for kind in of_kinds if kind in kinds]
        if asked:
            still |= Q(kind__in=asked) & condition(viewer)
    found = _of_others(viewer, kinds).filter(still, answer=Answer.OPEN)
    return found.filter(Q(parent=None) | ~Q(parent__state=PersonState.TRASHED))


def _holds(_viewer: Viewer) -> Q:
    blocked = Relationship.objects.filter(
        parent=OuterRef("parent"), child=OuterRef("child"), since=OuterRef("block_since")
    )
    holds = Q(Exists(blocked.filter(state=RelationshipState.BLOCKED)))
    return holds & ~Q(child__state=PersonState.TRASHED)


def _is_pending(_viewer: Viewer) -> Q:
    pendings = PendingRelationship.objects.filter(
        Q(reach=OuterRef("reach")) | Q(IsNull(OuterRef("reach"), True), reach=None),
        parent=OuterRef("parent"),
        match=OuterRef("match"),
        folded=OuterRef("folded"),
        state=PendingState.WAITING,
    )
    return Q(Exists(pendings))


def _leads(_viewer: Viewer) -> Q:
    mine = Q(person=OuterRef("parent")) | Q(person__merged__leads_to=OuterRef("parent"))
    return Q(Exists(FormerKey.objects.filter(mine, sync_key=OuterRef("folded"))))


def _concerns(viewer: Viewer) -> Q:
    return Q(pk__in=concerned(viewer.reach).values("question"))


def _always(_viewer: Viewer) -> Q:
    return Q()


STILL: Sequence[tuple[Collection[str], Callable[[Viewer], Q]]] = (
    ((QuestionKind.HELD_BACK, QuestionKind.BLOCK_LIFT), _holds),
    (OF_A_PENDING, _is_pending),
    ((QuestionKind.KEY_LED_ELSEWHERE,), _leads),
    ((QuestionKind.RELEASE,), _concerns),
    (
        (
            QuestionKind.WRONG_KEY,
            QuestionKind.ROWS_DISAGREE,
            QuestionKind.OTHER_PERSON,
            QuestionKind.ANOTHER_CHILD,
            QuestionKind.UNCLEAR_CELL,
        ),
        _always,
    ),
)


def decided(viewer: Viewer) -> QuerySet[Question]:
    return _of_others(viewer).exclude(answer__in=[Answer.OPEN, Answer.SETTLED])


def _of_others(
    viewer: Viewer, kinds: Collection[str] = frozenset(QuestionKind.values)
) -> QuerySet[Question]:
    """Without those about other adults of an own child (K19): a colleague answers them."""
    return scopes.questions(viewer, kinds).exclude(parent__in=viewer.family.adults)


def count(viewer: Viewer) -> int:
    """Each of the three counted to a hundred, however many there are. Of what waits nowhere in the
    site nothing is counted: every page of an office asks, and most often there is nothing."""
    waits = there()
    proposed = few(proposals(viewer)) if waits.proposals else 0
    asked = few(questions(viewer, waits.questions)) if waits.questions else 0
    return proposed + asked + (few(block_grounds.to_review(viewer)) if waits.reviews else 0)


def planned(viewer: Viewer) -> int:
    """Plans that wait for a person to look."""
    return few(scopes.imports(viewer).filter(state=ImportState.PLANNED, bundle=None))


def answers(
    viewer: Viewer, words: str = "", here: Place | None = None
) -> tuple[Page[Question], dict[int, Import]]:
    """The latest first; and the imports that the viewer may see by number."""
    rows = naming(decided(viewer), words)
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


def naming(asked: QuerySet[Question], words: str) -> QuerySet[Question]:
    for word in words_of(words):
        asked = asked.filter(
            Q(value__icontains=word)
            | changeable_relationships.named("parent", word)
            | changeable_relationships.named("child", word)
        )
    return asked

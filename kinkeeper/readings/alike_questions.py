"""Which of a viewer's questions may be answered together, after a sample of the same kind (K32)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.alike_questions import Sample, difference_of, sample_of
from kinkeeper.families.models import Question, QuestionKind
from kinkeeper.intake.models import Import
from kinkeeper.readings import inbox
from kinkeeper.readings.paging import PAGE, Page, Place, after
from kinkeeper.readings.questions import Asked, imports_of, of_question, with_more
from kinkeeper.roster.match.differences import Difference

LOOKED_AT = 2_000  # open questions of one import that are counted
PIECE = 200
LEAST = 2  # what is left of a kind for which a page of its own is worth while

type Group = tuple[int, Difference]


@dataclass(frozen=True)
class Offer:
    """Questions of one kind that one import was the first to ask. `sample` are the viewer's own
    answers; `file` is the import where the viewer may see it; `count` how many are open, where
    that was counted."""

    roster_import: int
    difference: Difference
    sample: Sample
    file: Import | None = None
    count: int = 0


def offers(viewer: Viewer) -> list[Offer]:
    """What the list offers, the oldest import first."""
    samples = _samples(viewer)
    roster_imports = sorted({roster_import for roster_import, _difference in samples})
    files = imports_of(viewer, roster_imports)
    found = []
    for roster_import in roster_imports:
        first = after(_open(viewer, roster_import), "asked_at", None)[:LOOKED_AT]
        counts = Counter(difference_of(each) for each in first)
        found += [
            Offer(
                roster_import,
                kind,
                samples[roster_import, kind],
                files.get(roster_import),
                counts[kind],
            )
            for kind in Difference
            if (roster_import, kind) in samples and counts[kind] >= LEAST
        ]
    return found


def offer(viewer: Viewer, roster_import: int, difference: Difference) -> Offer | None:
    """One of them, looked up anew; None where the sample does not hold (any more)."""
    sample = _samples(viewer, roster_import).get((roster_import, difference))
    if sample is None:
        return None
    return Offer(
        roster_import, difference, sample, imports_of(viewer, [roster_import]).get(roster_import)
    )


def page(viewer: Viewer, offered: Offer, here: Place | None) -> Page[Asked]:
    """Every relationship with both sides, the oldest first."""
    rows = _open(viewer, offered.roster_import)
    found = list(islice(_of_kind(rows, offered.difference, here), PAGE + 1))
    shown = found[:PAGE]
    place = str(_place(shown[-1])) if len(found) > PAGE else ""
    return Page(with_more(viewer, [of_question(each) for each in shown]), place)


def still(viewer: Viewer, offered: Offer, numbers: Collection[int]) -> list[Question]:
    """Those of these questions that are open, of that kind and of that import."""
    rows = _open(viewer, offered.roster_import).filter(pk__in=numbers).order_by("asked_at", "pk")
    return [each for each in rows if difference_of(each) == offered.difference]


def _open(viewer: Viewer, roster_import: int | None = None) -> QuerySet[Question]:
    asked = inbox.questions(viewer).filter(kind=QuestionKind.OTHER_PERSON)
    return asked if roster_import is None else asked.filter(imports__0=roster_import)


def _samples(viewer: Viewer, roster_import: int | None = None) -> Mapping[Group, Sample]:
    """What the viewer's own answers agree on by import and kind, where the import still asks."""
    if viewer.actor.person_id is None:  # several people may be at one command line
        return {}
    answers = inbox.decided(viewer).filter(
        kind=QuestionKind.OTHER_PERSON,
        answered_by=viewer.actor.person_id,
        imports__0__in=_open(viewer, roster_import).values("imports__0"),
    )
    groups: dict[Group, list[Question]] = defaultdict(list)
    for each in answers.order_by("pk"):
        difference = difference_of(each)
        if difference is not None:
            groups[each.imports[0], difference].append(each)
    samples = {group: sample_of(of_one) for group, of_one in groups.items()}
    return {group: sample for group, sample in samples.items() if sample is not None}


def _of_kind(
    rows: QuerySet[Question], difference: Difference, here: Place | None
) -> Iterator[Question]:
    """Read piece by piece, as far as somebody asks for more."""
    while piece := list(after(rows, "asked_at", here)[:PIECE]):
        yield from (each for each in piece if difference_of(each) == difference)
        here = _place(piece[-1])


def _place(question: Question) -> Place:
    return Place(question.asked_at, 0, question.pk)

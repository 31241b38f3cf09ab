"""Which of a viewer's questions may be answered together, after a sample of the same kind."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q, QuerySet

from kinkeeper.access.viewer import Viewer
from kinkeeper.families.alike_groups import (
    KINDS,
    Group,
    Open,
    Withheld,
    group_of,
    pupils_with_parents,
)
from kinkeeper.families.alike_questions import SAMPLE, Sample, sample_of, without_set_apart
from kinkeeper.families.models import Question, QuestionKind, Relationship
from kinkeeper.intake.models import Import
from kinkeeper.readings import inbox
from kinkeeper.readings.paging import PAGE, Page, Place, after
from kinkeeper.readings.questions import (
    QUESTIONS,
    RELATIONSHIPS,
    Asked,
    imports_of,
    of_question,
    of_relationship,
    with_more,
)
from kinkeeper.readings.what_waits import there

LOOKED_AT = 2_000  # of what is open that is counted
PIECE = 200
LEAST = 2  # what is left of a kind for which a page of its own is worth while


@dataclass(frozen=True)
class Offer:
    """Questions that are alike, with the viewer's sample. `file` is the import where the viewer may
    see it; `count` how many are open, counted to `LOOKED_AT`; `word` is the file's for a kind of
    relationship, as it writes it."""

    group: Group
    sample: Sample
    file: Import | None
    count: int
    word: str = ""


def offers(viewer: Viewer) -> list[Offer]:
    """What the list offers, the oldest import first."""
    found = _offers(viewer, None)
    return [each for each in found if each.count + len(each.sample.given) >= SAMPLE + LEAST]


def offer(viewer: Viewer, roster_import: int, slug: str) -> Offer | None:
    """One of them, looked up anew; None where there is nothing of it, or answers differ."""
    found = (each for each in _offers(viewer, roster_import) if each.group.slug == slug)
    return next(found, None)


def drawn(viewer: Viewer) -> set[tuple[str, int]]:
    """(kind, number) of what the viewer has to answer one by one first, of all groups."""
    left = [each for offered in offers(viewer) for each in offered.sample.left]
    return {_named(each) for each in left} if viewer.actor.person_id is not None else set()


def in_sample(viewer: Viewer, offered: Offer) -> list[Asked]:
    """What the viewer has to answer one by one first."""
    return with_more(viewer, [_asked(each) for each in offered.sample.left])


def page(viewer: Viewer, offered: Offer, here: Place | None) -> Page[Asked]:
    """Each with all that is shown beside it, the oldest first."""
    found = list(islice(_of_group(viewer, offered.group, here), PAGE + 1))
    shown = [_asked(each) for each in found[:PAGE]]
    place = str(shown[-1].place) if len(found) > PAGE else ""
    return Page(with_more(viewer, shown), place)


def still(viewer: Viewer, offered: Offer, numbers: Collection[int]) -> list[Open]:
    """Those of these questions that are open and of that group."""
    rows = _rows(viewer, offered.group.difference, offered.group.roster_import)
    found = _grouped(list(rows.filter(pk__in=numbers)[:PAGE]))
    return found.get(offered.group, [])


def groups_of(asked: Iterable[Asked]) -> dict[tuple[str, int], Group]:
    """(kind, number) -> its group, of what is of one."""
    both = [each.relationship or each.question for each in asked if each.kind in KINDS]
    opened = [each for each in both if each is not None]
    return {_named(each): group for group, of_one in _grouped(opened).items() for each in of_one}


def _offers(viewer: Viewer, roster_import: int | None) -> Iterator[Offer]:
    opened = _grouped(_open(viewer, roster_import))
    numbers = sorted({group.roster_import for group in opened})
    answers = _answers(viewer, numbers)
    files = imports_of(viewer, numbers)
    for group in sorted(opened, key=lambda each: (each.roster_import, each.slug)):
        of_one = opened[group]
        sample = sample_of(group, of_one, answers.get(group, []), viewer.actor.person_id)
        if not sample.differ:
            file = files.get(group.roster_import)
            yield Offer(group, sample, file, len(of_one), _word(of_one[0]))


def _named(each: Open) -> tuple[str, int]:
    return (QuestionKind.PROPOSED if isinstance(each, Relationship) else each.kind), each.pk


def _word(each: Open) -> str:
    if not isinstance(each, Relationship):
        return ""
    return each.kind_text or str(each.get_kind_display())


def _open(viewer: Viewer, roster_import: int | None) -> list[Open]:
    """Of what waits nowhere in the site nothing is read."""
    waits = there()
    proposed = _proposed(viewer, roster_import)[:LOOKED_AT] if waits.proposals else []
    asked = _questions(viewer, roster_import, kinds=waits.questions)[:LOOKED_AT]
    return [*proposed, *asked]


def _rows(
    viewer: Viewer, difference: str, roster_import: int, here: Place | None = None
) -> QuerySet[Relationship] | QuerySet[Question]:
    rows = _proposed if difference in set(Withheld) else _questions
    return rows(viewer, roster_import, here)


def _proposed(
    viewer: Viewer, roster_import: int | None, here: Place | None = None
) -> QuerySet[Relationship]:
    family = viewer.family  # what is of it, somebody else answers
    rows = inbox.proposals(viewer).filter(sources__len=1).exclude(child__in=family.children)
    if family.me is not None:
        rows = rows.exclude(parent=family.me)
    if roster_import is not None:
        rows = rows.filter(sources=[f"import:{roster_import}"])
    return after(rows, "since", here, stream=RELATIONSHIPS)


def _questions(
    viewer: Viewer,
    roster_import: int | None,
    here: Place | None = None,
    *,
    kinds: Collection[str] = KINDS,
) -> QuerySet[Question]:
    rows = inbox.questions(viewer, {*KINDS} & {*kinds})
    rows = rows.exclude(parent__in=viewer.family.accounts)
    if roster_import is not None:
        rows = rows.filter(imports__0=roster_import)
    return after(rows, "asked_at", here, stream=QUESTIONS)


def _grouped(opened: Collection[Open]) -> dict[Group, list[Open]]:
    with_parents = pupils_with_parents(opened)
    proposals = [each for each in opened if isinstance(each, Relationship)]
    rest = [each for each in opened if isinstance(each, Question)]
    groups: dict[Group, list[Open]] = defaultdict(list)
    both: list[Open] = [*without_set_apart(proposals), *rest]
    for each in both:
        group = group_of(each, with_parents)
        if group is not None:
            groups[group].append(each)
    return groups


def _answers(viewer: Viewer, roster_imports: Collection[int]) -> Mapping[Group, list[Question]]:
    """What was answered alone of what these imports were the first to ask."""
    answers = list(
        inbox.decided(viewer)
        .filter(kind__in=KINDS, imports__0__in=roster_imports)
        .filter(Q(detail__together=False) | ~Q(detail__has_key="together"))
        .order_by("pk")
    )
    with_parents = pupils_with_parents(answers)
    groups: dict[Group, list[Question]] = defaultdict(list)
    for each in answers:
        group = group_of(each, with_parents)
        if group is not None:
            groups[group].append(each)
    return groups


def _of_group(viewer: Viewer, group: Group, here: Place | None) -> Iterator[Open]:
    """Read piece by piece, as far as somebody asks for more."""
    while piece := _piece(viewer, group, here):
        yield from _grouped(piece).get(group, ())
        here = _asked(piece[-1]).place


def _piece(viewer: Viewer, group: Group, here: Place | None) -> list[Open]:
    return [*_rows(viewer, group.difference, group.roster_import, here)[:PIECE]]


def _asked(each: Open) -> Asked:
    return of_relationship(each) if isinstance(each, Relationship) else of_question(each)

"""What waits for this viewer in one list, page by page, and how many there are of each kind."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db.models import Q, QuerySet

from kinkeeper.access import scopes
from kinkeeper.access.viewer import Viewer
from kinkeeper.families.models import QuestionKind
from kinkeeper.readings import block_grounds, changeable_relationships, inbox
from kinkeeper.readings.paging import MANY, PAGE, Page, Place, after, few
from kinkeeper.readings.questions import (
    BLOCKS,
    QUESTIONS,
    RELATIONSHIPS,
    Asked,
    of_block,
    of_question,
    of_relationship,
    with_more,
)
from kinkeeper.readings.what_waits import there


@dataclass(frozen=True)
class Wanted:
    """What the list shows; a blank part filters nothing."""

    kind: str = ""
    words: str = ""
    roster_import: int | None = None
    here: Place | None = None


@dataclass(frozen=True)
class Look:
    """A page, and of each kind (blank: all) how many match the words and the import, each counted
    to a hundred."""

    page: Page[Asked]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Stream:
    """Rows of one sort, of these kinds only, in order of the time `at`."""

    rows: QuerySet[Any]
    at: str
    number: int
    kinds: Collection[str]
    asked: Callable[[Any], Asked]

    def of_kind(self, kind: str) -> Self:
        """Blank: all."""
        if not kind or self.kinds == {kind}:
            return self
        rows = self.rows.filter(kind=kind) if kind in self.kinds else self.rows.none()
        return replace(self, rows=rows, kinds={kind} & set(self.kinds))

    def first(self, here: Place | None) -> list[Asked]:
        """As many as a page could show, and one more if there is."""
        rows = after(self.rows, self.at, here, stream=self.number)
        return [self.asked(each) for each in rows[: PAGE + 1]]

    def numbers(self) -> Counter[str]:
        if len(self.kinds) < 2:
            return Counter({kind: few(self.rows) for kind in self.kinds})
        some = Counter(self.rows.values_list("kind", flat=True)[: MANY + 1])
        if some.total() <= MANY:
            return some
        return Counter({kind: few(self.rows.filter(kind=kind)) for kind in self.kinds})


def look(viewer: Viewer, wanted: Wanted) -> Look:
    """The oldest first; a dozen queries however many there are. What the page itself has read to
    the end is not counted once more."""
    streams = _streams(viewer, wanted)
    read = [each.of_kind(wanted.kind).first(wanted.here) for each in streams]
    begins = not wanted.kind and wanted.here is None
    numbers = [
        Counter(each.kind for each in some) if begins and len(some) <= PAGE else stream.numbers()
        for stream, some in zip(streams, read, strict=True)
    ]
    counts = dict(sum(numbers, Counter[str]()))
    counts[""] = sum(min(each.total(), MANY + 1) for each in numbers)
    return Look(_page(viewer, read), counts)


def page(viewer: Viewer, wanted: Wanted) -> Page[Asked]:
    """The same without the numbers."""
    streams = [each.of_kind(wanted.kind) for each in _streams(viewer, wanted)]
    return _page(viewer, [each.first(wanted.here) for each in streams])


def _page(viewer: Viewer, read: Collection[list[Asked]]) -> Page[Asked]:
    found = [each for some in read for each in some]
    found.sort(key=lambda each: (each.since, each.place.stream, each.number))
    shown = found[:PAGE]
    return Page(with_more(viewer, shown), str(shown[-1].place) if len(found) > PAGE else "")


def _streams(viewer: Viewer, wanted: Wanted) -> list[Stream]:
    """Proposals, questions, and blocks to review: those of them of which anything waits anywhere,
    narrowed to the words and the import that are wanted."""
    waits = there()
    found = []
    if waits.proposals:
        rows = inbox.proposals(viewer)
        kinds = {QuestionKind.PROPOSED.value}
        found.append(Stream(rows, "since", RELATIONSHIPS, kinds, of_relationship))
    if waits.questions:
        asked = inbox.questions(viewer, waits.questions)
        found.append(Stream(asked, "asked_at", QUESTIONS, waits.questions, of_question))
    if waits.reviews:
        to_review = block_grounds.to_review(viewer)
        kinds = {QuestionKind.BLOCK_REVIEW.value}
        found.append(Stream(to_review, block_grounds.DUE, BLOCKS, kinds, of_block))
    return [replace(each, rows=_narrowed(viewer, each, wanted)) for each in found]


def _narrowed(viewer: Viewer, stream: Stream, wanted: Wanted) -> QuerySet[Any]:
    rows = stream.rows
    if wanted.roster_import is not None:
        seen = scopes.imports(viewer).filter(pk=wanted.roster_import).exists()
        asked_by = {
            RELATIONSHIPS: Q(sources__contains=[f"import:{wanted.roster_import}"]),
            QUESTIONS: Q(imports__contains=[wanted.roster_import]),
        }
        if not seen or stream.number not in asked_by:  # no file asks to review a block
            return rows.none()
        rows = rows.filter(asked_by[stream.number])
    naming = inbox.naming if stream.number == QUESTIONS else changeable_relationships.naming
    return naming(rows, wanted.words)

"""One document, for whom it may be given."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person
from kinkeeper.readings import looks
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.by_hand.documents import content_of, opened
from kinkeeper.records.documents import Document, DocumentVersion
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import DOCUMENTS

HAS_FILE = ExpressionWrapper(Q(sealed__isnull=False), BooleanField())


def of_parent(
    parent: Person, mine: Mapping[Person, Child], child: Child, number: int, moment: datetime
) -> tuple[Document, bytes] | None:
    """The document with this internal ID, if it is for this child and shown now."""
    found = AskedByPage(parent.pk, moment).some({DOCUMENTS: "said.id = %(number)s"}, number=number)
    person = next(each for each, known in mine.items() if known == child)
    shown = Family(mine, found, moment).of(Document, person)
    return (shown[0], content_of(shown[0])) if shown else None


def added(viewer: Viewer, entry: HandEntry) -> Document | None:
    """What was added by this entry, which is one of the viewer's."""
    found = Document.objects.filter(series=BY_HAND, source=entry.source)
    one = found.select_related("pupil", "group").first()
    if one is not None:
        looks.shows(viewer, one.pupil)
    return one


def of_entry(viewer: Viewer, entry: HandEntry) -> tuple[Document, bytes] | None:
    one = added(viewer, entry)
    return None if one is None else (one, content_of(one))


def versions(document: Document) -> list[DocumentVersion]:
    """What stood there before, the latest first, without the files."""
    return list(document.versions.defer("sealed").annotate(has_file=HAS_FILE).order_by("-pk"))


def of_version(
    viewer: Viewer, entry: HandEntry, number: int
) -> tuple[DocumentVersion, bytes] | None:
    """The file of the earlier version with this internal ID, where another took its place."""
    one = added(viewer, entry)
    found = one and one.versions.filter(pk=number, sealed__isnull=False).first()
    return (found, opened(found.sealed)) if found and found.sealed else None

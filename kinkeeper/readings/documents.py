"""One document, for whom it may be given."""

from collections.abc import Mapping
from datetime import datetime

from kinkeeper.access.viewer import Viewer
from kinkeeper.people.models import Person
from kinkeeper.readings import looks
from kinkeeper.readings.children import Child
from kinkeeper.readings.record_rows import Family
from kinkeeper.records.by_hand.documents import content_of
from kinkeeper.records.documents import Document
from kinkeeper.records.entries import BY_HAND, HandEntry
from kinkeeper.records.opened import AskedByPage
from kinkeeper.records.visibility import DOCUMENTS


def of_parent(
    parent: Person, mine: Mapping[Person, Child], child: Child, number: int, moment: datetime
) -> tuple[Document, bytes] | None:
    """The document with this internal ID, if it is for this child and shown now."""
    found = AskedByPage(parent.pk, moment).some({DOCUMENTS: "said.id = %(number)s"}, number=number)
    person = next(each for each, known in mine.items() if known == child)
    shown = Family(mine, found, moment).of(Document, person)
    return (shown[0], content_of(shown[0])) if shown else None


def of_entry(viewer: Viewer, entry: HandEntry) -> tuple[Document, bytes] | None:
    """What was added by this entry, which is one of the viewer's."""
    found = Document.objects.filter(series=BY_HAND, source=entry.source)
    one = found.select_related("pupil").first()
    if one is None:
        return None
    looks.shows(viewer, one.pupil)
    return one, content_of(one)

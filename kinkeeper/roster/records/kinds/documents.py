"""Documents for parents to read. No file of records brings any: people add them."""

from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.shared import group, moment, pupil, school, text
from kinkeeper.roster.vocabulary import Area

DOCUMENTS = Kind(
    "documents",
    "records_document",
    (
        school(),
        group("class_id"),
        pupil("student_id"),
        text("title", "title", required=True),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
    ),
    told=(),
    key="document_id",
    area=Area.DOCUMENTS,
)

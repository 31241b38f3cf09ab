"""Individual learning plans. No file of records brings any: people write them."""

from kinkeeper.roster.records.kind import Kind
from kinkeeper.roster.records.kinds.shared import moment, pupil, school, text
from kinkeeper.roster.vocabulary import Area

LEARNING_PLANS = Kind(
    "learning_plans",
    "records_learningplan",
    (
        school(),
        pupil("student_id", required=True),
        text("title", "title", required=True),
        moment("published_at", "published_at"),
        moment("withdrawn_at", "withdrawn_at"),
    ),
    told=(),
    key="learning_plan_id",
    area=Area.DOCUMENTS,
)

"""Who is in which class or group, as what, from the first day to the last."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Directory, Kind, Type
from kinkeeper.roster.records.kinds.shared import day, group, in_its_school, not_before, school

ENROLMENTS = Kind(
    "enrolments",
    "records_enrolment",
    (
        Column("person_id", "person_id", Type.REFERENCE, directory=Directory.PERSON, required=True),
        group("group_id", required=True),
        school(),
        Column("role", "role", read=cells.one_of("pupil", "teacher", "mentor"), required=True),
        day("starts_on", "from"),
        day("ends_on", "until"),
    ),
    key="enrolment_id",
    told=("enrolment_id", "person_id", "group_id", "role"),
    rules=(not_before("ends_on", "starts_on", "until"), in_its_school("group_id")),
)

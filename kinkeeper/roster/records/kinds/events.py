"""Events of a class or a whole school: one row for each time that one takes place."""

from kinkeeper.roster.records import cells
from kinkeeper.roster.records.kind import Column, Kind, Type
from kinkeeper.roster.records.kinds.shared import (
    flag,
    group,
    in_its_school,
    moment,
    not_before,
    school,
    text,
)
from kinkeeper.roster.vocabulary import Area

EVENTS = Kind(
    "events",
    "records_event",
    (
        school("org_id"),
        group("class_id"),
        text("number", "event_id", required=True),
        Column("occurrence", "occurrence", read=cells.occurrence),
        Column("starts_on", "starts", Type.DAY, cells.event_day, required=True),
        Column("ends_on", "ends", Type.DAY, cells.event_day),
        Column("starts_at", "starts", Type.MOMENT, cells.event_moment),
        Column("ends_at", "ends", Type.MOMENT, cells.event_moment),
        flag("all_day", "all_day"),
        text("title", "title", required=True, longest=500),
        text("location", "location", longest=500),
        text("category", "category", longest=100),
        Column("status", "status", read=cells.one_of("confirmed", "tentative", "cancelled")),
        flag("private", "private"),
        Column("sequence", "sequence", Type.NUMBER, cells.minutes),
        moment("changed_at", "changed_at"),
    ),
    own_key=("number", "occurrence"),
    told=("event_id", "org_id", "starts", "ends"),
    day="starts_on",
    area=Area.SCHOOL_DAY,
    version=("sequence", "changed_at"),
    rules=(
        not_before("ends_on", "starts_on", "ends"),
        not_before("ends_at", "starts_at", "ends"),
        in_its_school("class_id"),
    ),
)

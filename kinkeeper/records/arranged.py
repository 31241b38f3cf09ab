"""What a school shows in no block of a child's page is in no list and no e-mail either."""

from collections.abc import Mapping
from dataclasses import replace

from kinkeeper.parent_features.in_force import Layouts, standing_at
from kinkeeper.records.models import Attendance, Document, LearningPlan, Remark, Result
from kinkeeper.records.opened import Found
from kinkeeper.records.sourced import Sourced

# Of the other kinds the home itself is where they are read.
BLOCKS: Mapping[type[Sourced], str] = {
    Result: "results", Remark: "behaviour", Attendance: "absence", Document: "documents",
    LearningPlan: "learning_plans",
}  # fmt: skip


def arranged(found: Found) -> Found:
    """The same, without the results, remarks, marks, documents and plans of schools that hide their
    blocks. No query where there are none."""
    kinds = [model for model in BLOCKS if any(found.of(model).values())]
    if not kinds:
        return found
    paths = {place.school_id: place.path for place in found.places}
    layouts = Layouts((), standing_at(set(paths.values())))
    records = dict(found.records)
    for model in kinds:
        block = BLOCKS[model]
        hide = {
            school for school, path in paths.items() if not layouts.at(path).layout.of(block).shown
        }
        if hide:
            table = model._meta.db_table
            records[table] = found.without(hide).records[table]
    return replace(found, records=records)

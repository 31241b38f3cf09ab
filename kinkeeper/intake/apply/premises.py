"""What a stored plan rests on, asked of each of its sections (K10)."""

from kinkeeper.intake.directory import named_people
from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.subjects import sections_of
from kinkeeper.lib import db

# Whoever was erased since is in no line of the plan any more: it is not what was shown.
ERASED = """
SELECT EXISTS (SELECT FROM people_erasure erasure JOIN intake_import import
    ON import.id = %s AND erasure.done_at >= import.planned_at)
"""


def broken(roster_import: Import) -> str | None:
    """The first premise that no longer holds, in words for the log; None when all do."""
    if db.value(ERASED, [roster_import.pk]):
        return "erased people"
    if named_people.mean_others(roster_import):
        return "named people"
    false = (section.broken(roster_import) for section in sections_of(roster_import))
    return next((name for name in false if name is not None), None)

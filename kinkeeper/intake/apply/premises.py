"""What a stored plan rests on, asked of each of its sections (K10)."""

from kinkeeper.intake.models import Import
from kinkeeper.intake.sections.subjects import sections_of


def broken(roster_import: Import) -> str | None:
    """The first premise that no longer holds, in words for the log; None when all do."""
    false = (section.broken(roster_import) for section in sections_of(roster_import))
    return next((name for name in false if name is not None), None)
